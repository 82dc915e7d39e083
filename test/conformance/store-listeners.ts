// The list of who listens, the way onto it and off it, and the limit on those who ask by name.
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { epochMs, type ConnectionId, type EpochMs, type SessionId } from '#protocol/units.ts';
import { listenersKey, stored } from '../../lambdas/store/items.ts';
import { createJoinLimit, WRONG_NAME_POINTS } from '../../lambdas/store/join-limit.ts';
import { createListenerStore } from '../../lambdas/store/listener-store.ts';
import { createRosterStore } from '../../lambdas/store/roster-store.ts';
import {
  at,
  createMessage,
  endMessage,
  framesMessage,
  makeName,
  MINUTE,
  newConnectionId,
  START,
} from '../support/speaker.ts';
import { beforeUpdate, committed, once, TABLE, type StoreBench } from './store-bench.ts';

const PLACES = 100;
const NOW = at(1_000);
const refused = (code: string, details: object = {}) => ({ kind: 'refused', refusal: { code, ...details } });

export function listeners(suite: StoreBench): void {
  const storesOn = (client = suite.client) => ({
    ...createListenerStore({ client, tableName: TABLE }),
    rosters: createRosterStore({ client, tableName: TABLE }),
  });
  const join = (sessionId: SessionId, by: ConnectionId, most = PLACES, now: EpochMs = NOW) =>
    storesOn().join(sessionId, by, now, most);
  const listed = async (sessionId: SessionId) =>
    [...(await storesOn().rosters.read(sessionId)).connectionIds].toSorted();
  const itemOf = async (sessionId: SessionId) => {
    const Key = listenersKey(sessionId);
    return (await suite.client.send(new GetItemCommand({ TableName: TABLE, Key, ConsistentRead: true })))
      .Item;
  };

  describe('the list of listeners', () => {
    test('has who joined, once, and tells each who else is on it and where the frames go on', async () => {
      const { page, session } = await suite.onAir();
      const { sessionId } = session;
      await suite.store.sendFrames(framesMessage(session, 1, 3), page.caller, NOW);
      const [first, second] = [newConnectionId(), newConnectionId()];
      const found = { kind: 'found', item: { sessionId, claimedSeq: 3 } };
      expect(await join(sessionId, first)).toMatchObject({ ...found, roster: { connectionIds: [first] } });
      expect(await join(sessionId, first)).toMatchObject({ ...found, roster: { connectionIds: [first] } });
      const both = await join(sessionId, second);
      expect(both).toMatchObject(found);
      expect(both.kind === 'found' && [...both.roster.connectionIds].toSorted()).toEqual(
        [first, second].toSorted(),
      );
      expect(await listed(sessionId)).toEqual([first, second].toSorted());
      expect(await storesOn().look(sessionId, NOW)).toMatchObject(found);
    });

    test('loses who leaves, and nobody else; twice is once', async () => {
      const { sessionId } = (await suite.onAir()).session;
      const ids = [newConnectionId(), newConnectionId(), newConnectionId()] as const;
      for (const id of ids) await join(sessionId, id);
      const left = { connectionIds: [ids[1]] };
      expect(await storesOn().rosters.remove(sessionId, [ids[0], ids[2]])).toEqual(left);
      expect(await storesOn().rosters.remove(sessionId, [ids[0]])).toEqual(left);
      expect(await listed(sessionId)).toEqual([ids[1]]);
    });

    test('outlives its last member, with what was told, and takes the next one', async () => {
      const { sessionId } = (await suite.onAir()).session;
      const [first, second] = [newConnectionId(), newConnectionId()];
      const told = { at: NOW, listenerCount: 1, leaseUntil: at(MINUTE) };
      await join(sessionId, first);
      expect(await storesOn().rosters.tell(sessionId, undefined, told)).toEqual({
        connectionIds: [first],
        told,
      });
      await storesOn().rosters.remove(sessionId, [first]);
      expect(await storesOn().rosters.read(sessionId)).toEqual({ connectionIds: [], told });
      // A day beyond the session, then DynamoDB takes it away.
      expect(await itemOf(sessionId)).toHaveProperty(stored.ttl);
      expect(await join(sessionId, second, 1)).toMatchObject({ roster: { connectionIds: [second], told } });
    });

    test('is not made by a removal, nor by a word about nobody', async () => {
      const sessionId = makeName();
      expect(await storesOn().rosters.remove(sessionId, [newConnectionId()])).toEqual({ connectionIds: [] });
      const told = { at: NOW, listenerCount: 1, leaseUntil: NOW };
      expect(await storesOn().rosters.tell(sessionId, undefined, told)).toBeUndefined();
      expect(await storesOn().rosters.tell(sessionId, told, told)).toBeUndefined();
      expect(await itemOf(sessionId)).toBeUndefined();
      expect(await storesOn().rosters.read(sessionId)).toEqual({ connectionIds: [] });
    });

    test('has a member whose answer was lost, and a removal’s answer that is lost is no harm', async () => {
      const { sessionId } = (await suite.onAir()).session;
      const id = newConnectionId();
      const lose = once(async () => suite.engine.failNext({ count: 1, applied: true }));
      const deaf = storesOn(beforeUpdate(suite.client, lose));
      expect(await deaf.join(sessionId, id, NOW, 1)).toMatchObject({ kind: 'found' });
      expect(await listed(sessionId)).toEqual([id]);
      suite.engine.failNext({ count: 1, applied: true });
      await storesOn().rosters.remove(sessionId, [id]);
      expect(await listed(sessionId)).toEqual([]);
    });
  });

  describe('places', () => {
    test('are as many as the limit says: the last one is given, one more is not, and one left is given', async () => {
      const { sessionId } = (await suite.onAir()).session;
      const ids = Array.from({ length: 4 }, newConnectionId);
      const [first = newConnectionId(), , third = newConnectionId(), fourth = newConnectionId()] = ids;
      for (const id of ids.slice(0, 3)) expect(await join(sessionId, id, 3)).toMatchObject({ kind: 'found' });
      expect(await join(sessionId, fourth, 3)).toEqual(refused('SESSION_FULL'));
      // Who has one keeps it.
      expect(await join(sessionId, third, 3)).toMatchObject({ kind: 'found' });
      expect(await listed(sessionId)).toEqual(ids.slice(0, 3).toSorted());
      await storesOn().rosters.remove(sessionId, [first]);
      expect(await join(sessionId, fourth, 3)).toMatchObject({ kind: 'found' });
    });

    test(`200 join at once for ${PLACES} places: ${PLACES} are on the list, and those are who was told so`, async () => {
      const { sessionId } = (await suite.onAir()).session;
      const ids = Array.from({ length: 2 * PLACES }, newConnectionId);
      const outcomes = await Promise.all(ids.map(async (id) => ({ id, ...(await join(sessionId, id)) })));
      const seated = outcomes.filter(({ kind }) => kind === 'found').map(({ id }) => id);
      expect(seated).toHaveLength(PLACES);
      expect(await listed(sessionId)).toEqual(seated.toSorted());
      for (const outcome of outcomes.filter(({ id }) => !seated.includes(id)))
        expect(outcome).toMatchObject(refused('SESSION_FULL'));
    });
  });

  describe('a session that cannot be followed', () => {
    test('has an unknown name: nothing is written', async () => {
      const sessionId = makeName();
      const guessed = { ...refused('SESSION_NOT_FOUND'), neverWas: true };
      expect(await join(sessionId, newConnectionId())).toEqual(guessed);
      expect(await storesOn().look(sessionId, NOW)).toEqual(guessed);
      expect(await itemOf(sessionId)).toBeUndefined();
    });

    test('is over or replaced: whoever tried is off its list again, and nobody else', async () => {
      const { page, session } = await suite.onAir();
      const { sessionId } = session;
      const [member, late] = [newConnectionId(), newConnectionId()];
      await join(sessionId, member);
      const expectRefused = async (answer: ReturnType<typeof refused>, now = NOW) => {
        expect(await join(sessionId, late, PLACES, now)).toEqual(answer);
        expect(await storesOn().look(sessionId, now)).toEqual(answer);
        expect(await listed(sessionId)).toEqual([member]);
      };
      await expectRefused(refused('SESSION_EXPIRED'), session.leaseUntil);
      committed(await suite.store.endSession(endMessage(session), page.caller, NOW));
      await expectRefused(refused('SESSION_ENDED', { reason: 'requested' }));
      committed(await suite.store.createSession(createMessage(page), page.caller, at(2_000), makeName));
      await expectRefused(refused('SESSION_NOT_FOUND'));
    });

    test('ends between the write of the list and the look at the session: off the list again', async () => {
      const { page, session } = await suite.onAir();
      const ending = once(() => suite.store.endSession(endMessage(session), page.caller, NOW));
      const raced = storesOn(beforeUpdate(suite.client, ending));
      expect(await raced.join(session.sessionId, newConnectionId(), NOW, 1)).toEqual(
        refused('SESSION_ENDED', { reason: 'requested' }),
      );
      expect(await listed(session.sessionId)).toEqual([]);
    });
  });

  describe('a frame and a join that meet', () => {
    test('the one who joined before the claim’s list was read is on it; after it, nextSeq is beyond the claim', async () => {
      for (let turn = 0; turn < 40; turn += 1) {
        const { page, session } = await suite.onAir();
        const id = newConnectionId();
        const speak = async () => {
          await suite.store.sendFrames(framesMessage(session, 1, 2), page.caller, NOW);
          return storesOn().rosters.read(session.sessionId);
        };
        const [heardBy, joined] = await Promise.all([speak(), join(session.sessionId, id)]);
        if (joined.kind !== 'found') throw new Error('nobody joined');
        const nextSeq = joined.item.claimedSeq + 1;
        expect(heardBy.connectionIds.includes(id) || nextSeq === 3).toBe(true);
      }
    });
  });

  describe('the word to all', () => {
    test('is told by one of those who would tell it at once', async () => {
      const { sessionId } = (await suite.onAir()).session;
      await join(sessionId, newConnectionId());
      const tellers = (before: Parameters<ReturnType<typeof storesOn>['rosters']['tell']>[1], now: EpochMs) =>
        Promise.all(
          Array.from({ length: 50 }, (_, index) =>
            storesOn().rosters.tell(sessionId, before, { at: now, listenerCount: index, leaseUntil: now }),
          ),
        );
      const first = await tellers(undefined, NOW);
      expect(first.filter((won) => won !== undefined)).toHaveLength(1);
      const { told } = await storesOn().rosters.read(sessionId);
      expect(told).toEqual({
        at: NOW,
        listenerCount: first.findIndex((won) => won !== undefined),
        leaseUntil: NOW,
      });
      const second = await tellers(told, at(4_000));
      expect(second.filter((won) => won !== undefined)).toHaveLength(1);
      const late = await tellers(told, at(8_000));
      expect(late.filter((won) => won !== undefined)).toEqual([]);
    });
  });

  describe('joins from one network', () => {
    let hosts = 0;
    /** An address that no other test, or engine, has. */
    const newAddress = () => `10.${process.pid % 256}.${hosts >> 8}.${(hosts += 1) % 256}`;
    const limited = (joinLimit: number) => createJoinLimit(suite.client, { tableName: TABLE, joinLimit });

    test('are as many as the limit says in a minute of the clock, and wait for the next', async () => {
      const [limit, address] = [limited(3), newAddress()];
      for (const ms of [0, 20_000, 59_000]) expect(await limit.joins(address, at(ms))).toBeUndefined();
      expect(await limit.joins(address, at(59_000))).toBe(1_000);
      expect(await limit.joins(address, at(MINUTE - 1))).toBe(1);
      expect(await limit.joins(newAddress(), at(MINUTE - 1))).toBeUndefined();
      expect(await limit.joins(address, at(MINUTE))).toBeUndefined();
    });

    test('are as many however they race', async () => {
      const [limit, address] = [limited(20), newAddress()];
      const waits = await Promise.all(Array.from({ length: 100 }, () => limit.joins(address, START)));
      expect(waits.filter((wait) => wait === undefined)).toHaveLength(20);
    });

    test('count a wrong name as many', async () => {
      const [limit, address] = [limited(WRONG_NAME_POINTS + 3), newAddress()];
      expect(await limit.joins(address, START)).toBeUndefined();
      await limit.guessed(address, START);
      expect(await limit.joins(address, START)).toBeUndefined();
      expect(await limit.joins(address, START)).toBeUndefined();
      expect(await limit.joins(address, START)).toBe(MINUTE);
      // Who may not join guesses nothing, and is not made to wait longer for it.
      await limit.guessed(address, START);
      expect(await limit.joins(address, at(MINUTE))).toBeUndefined();
    });

    test('are any number where the limit is 0, and nothing is asked or written', async () => {
      const limit = limited(0);
      suite.meter.reset();
      for (let count = 0; count < 5; count += 1)
        expect(await limit.joins('192.0.2.1', START)).toBeUndefined();
      await limit.guessed('192.0.2.1', START);
      expect(suite.meter.counted).toEqual({});
    });

    test.each([
      ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2:ffff::1', true],
      ['2001:db8:1:2::', '2001:0DB8:0001:0002::7', true],
      ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
      // Zeros may be left out, RFC 5952: in the network's half as well as behind it.
      ['2001:db8:7::1', '2001:db8:7:0:8::', true],
      ['2001:db8::1', '2001:db8::2', true],
      ['2001:db8::a:1', '2001:db8:0:0:b:c:d:e', true],
      ['2001::1:2:3:4:5', '2001::1:2:3:4:6', true],
      ['2001:db8::1', '2001:db8:0:1::1', false],
      ['::ffff:198.51.100.1', '::ffff:198.51.100.2', false],
    ])('of %s and %s: one network is %s', async (one, other, same) => {
      const limit = limited(1);
      // Each pair in a minute of its own on each engine: the addresses are the same in every run.
      const minute = at((hosts += 1) * MINUTE);
      expect(await limit.joins(one, minute)).toBeUndefined();
      expect(await limit.joins(other, minute)).toBe(same ? MINUTE : undefined);
    });

    test('are kept no longer than two minutes', async () => {
      const address = newAddress();
      const sent: unknown[] = [];
      const listening = {
        send: ((command: Parameters<typeof suite.client.send>[0]) => {
          sent.push(command.input);
          return suite.client.send(command);
        }) as typeof suite.client.send,
      };
      await createJoinLimit(listening, { tableName: TABLE, joinLimit: 5 }).joins(address, at(1));
      expect(sent).toMatchObject([
        { ExpressionAttributeValues: { ':ttl': { N: String(epochMs(at(2 * MINUTE)) / 1_000) } } },
      ]);
      // Whose address it was, nobody can read there.
      expect(JSON.stringify(sent)).not.toContain(address);
    });
  });
}
