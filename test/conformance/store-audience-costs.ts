// What frames and those who listen to them cost: capacity units and calls, counted by the engine.
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import type { SessionId } from '#protocol/units.ts';
import { listenersKey, roster, stored } from '../../lambdas/store/items.ts';
import { createJoinLimit } from '../../lambdas/store/join-limit.ts';
import { createListenerStore } from '../../lambdas/store/listener-store.ts';
import { createRosterStore } from '../../lambdas/store/roster-store.ts';
import { at, framesMessage, newConnectionId } from '../support/speaker.ts';
import { committed, TABLE, type StoreBench } from './store-bench.ts';

/** How many are on the list, and the units that it costs to read, and to write, with as many on it. */
const sizes = [
  { listeners: 0, read: 1, write: 1 },
  { listeners: 10, read: 1, write: 1 },
  { listeners: 100, read: 1, write: 2 },
  { listeners: 1_000, read: 4, write: 16 },
] as const;

export function audienceCosts(suite: StoreBench): void {
  const rosters = () => createRosterStore({ client: suite.client, tableName: TABLE });
  const listenerStore = () => createListenerStore({ client: suite.client, tableName: TABLE });
  const counted = async (run: () => Promise<unknown>) => {
    suite.meter.reset();
    await run();
    return { ...suite.meter.counted };
  };
  const update = (units: number) => ({ UpdateItem: { calls: 1, units } });

  /** Ids as long as API Gateway's. */
  const seat = async (sessionId: SessionId, count: number) => {
    if (count === 0) return;
    const ids = Array.from({ length: count }, newConnectionId);
    await suite.client.send(
      new UpdateItemCommand({
        TableName: TABLE,
        Key: listenersKey(sessionId),
        ConditionExpression: `attribute_not_exists(${stored.key})`,
        UpdateExpression: `SET ${stored.ttl} = :ttl ADD ${roster.connections} :ids`,
        ExpressionAttributeValues: { ':ttl': { N: '1767312000' }, ':ids': { SS: ids } },
      }),
    );
  };

  describe('an audience costs', () => {
    test('one write unit a message of frames, however many frames, and nothing of the speaker’s item is read', async () => {
      const { page, session } = await suite.onAir();
      for (const [turn, [first, last]] of (
        [
          [1, 1],
          [2, 51],
          [52, 53],
        ] as const
      ).entries()) {
        const send = () =>
          suite.store.sendFrames(framesMessage(session, first, last), page.caller, at(1_000 + turn));
        expect(await counted(async () => committed(await send()))).toEqual(update(1));
      }
    });

    test('for a message sent again two writes at most, one of them a miss', async () => {
      const { page, session } = await suite.onAir();
      const send = (ms: number) => suite.store.sendFrames(framesMessage(session, 1, 5), page.caller, at(ms));
      committed(await send(1_000));
      // The lease has grown: the guess that seqs are new is wrong, and the lease is written.
      const renewed = await counted(() => send(9_000));
      expect(renewed['UpdateItem']).toMatchObject({ calls: 2 });
      const again = await counted(() => send(9_000));
      expect(again['UpdateItem']).toMatchObject({ calls: 1 });
      for (const { GetItem } of [renewed, again])
        expect(GetItem?.calls ?? 0).toBe(suite.traits.returnsAllOld ? 0 : 1);
    });

    test.each(sizes)('$read read units a list of $listeners', async ({ listeners, read }) => {
      const { session } = await suite.onAir();
      await seat(session.sessionId, listeners);
      expect(await counted(() => rosters().read(session.sessionId))).toEqual({
        GetItem: { calls: 1, units: read },
      });
    });

    test.each(sizes)(
      'at $listeners: joining 2 reads and $write write units',
      async ({ listeners, write }) => {
        const { sessionId } = (await suite.onAir()).session;
        await seat(sessionId, Math.max(0, listeners - 1));
        const join = () => listenerStore().join(sessionId, newConnectionId(), at(1_000), listeners + 1);
        expect(await counted(join)).toEqual({ GetItem: { calls: 2, units: 2 }, ...update(write) });
      },
    );

    test.each(sizes.slice(1))('at $listeners: leaving, and telling, $write write units', async (size) => {
      const { listeners, write } = size;
      const { sessionId } = (await suite.onAir()).session;
      await seat(sessionId, listeners);
      const { connectionIds } = await rosters().read(sessionId);
      const told = { at: at(1_000), listenerCount: listeners, leaseUntil: at(2_000) };
      expect(await counted(() => rosters().tell(sessionId, undefined, told))).toEqual(update(write));
      expect(await counted(() => rosters().remove(sessionId, connectionIds.slice(0, 1)))).toEqual(
        update(write),
      );
    });

    test('all who are cut off at once no more than one', async () => {
      const { sessionId } = (await suite.onAir()).session;
      await seat(sessionId, 100);
      const { connectionIds } = await rosters().read(sessionId);
      expect(await counted(() => rosters().remove(sessionId, connectionIds.slice(0, 99)))).toEqual(update(2));
    });

    test('a look at the session two read units, and its list', async () => {
      const { sessionId } = (await suite.onAir()).session;
      await seat(sessionId, 1_000);
      expect(await counted(() => listenerStore().look(sessionId, at(1_000)))).toEqual({
        GetItem: { calls: 3, units: 6 },
      });
    });

    test('a join by address one write unit', async () => {
      const limit = createJoinLimit(suite.client, { tableName: TABLE, joinLimit: 5 });
      expect(await counted(() => limit.joins('203.0.113.7', at(86_400_000)))).toEqual(update(1));
    });
  });
}
