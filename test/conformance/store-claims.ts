// What claiming seqs does to the speaker's item: by the rule, by the guard, and where both meet a rival.
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { epochMs } from '#protocol/units.ts';
import type { SpeakerItem } from '../../lambdas/session/speaker-item.ts';
import { DatabaseUnavailable } from '../../lambdas/store/database.ts';
import { speakerKey, stored } from '../../lambdas/store/items.ts';
import {
  at,
  createMessage,
  endMessage,
  framesMessage,
  heartbeatMessage,
  makeName,
  MINUTE,
  newPage,
  otherWindow,
  reconnected,
  resumeMessage,
  START,
  storeOn,
  terms,
  updateMessage,
  type Page,
} from '../support/speaker.ts';
import { beforeUpdate, committed, once, sessionOf, TABLE, type StoreBench } from './store-bench.ts';

const WRITERS = 200;
const leaseAt = (ms: number) => epochMs(at(ms) + terms.leaseMs + terms.skewMs);

export function claims(suite: StoreBench): void {
  const claim = (
    { page, session }: { page: Page; session: SpeakerItem },
    seqs: readonly [first: number, last?: number, gap?: number],
    now = at(1_000),
  ) => {
    const [first, last = first, gap] = seqs;
    const message = framesMessage(session, first, last, gap === undefined ? {} : { gap });
    return suite.store.sendFrames(message, page.caller, now);
  };

  describe('claims', () => {
    test('are raised message by message, and stored as answered, though the item is not read', async () => {
      const live = await suite.onAir();
      expect(live.session.claimedSeq).toBe(0);
      for (const [turn, [first, last]] of (
        [
          [1, 3],
          [4, 4],
          [5, 54],
        ] as const
      ).entries()) {
        const next = committed(await claim(live, [first, last], at((turn + 1) * 1_000)));
        expect(next).toMatchObject({ claimedSeq: last, leaseUntil: leaseAt((turn + 1) * 1_000) });
        expect(await suite.storedItem(live.page)).toEqual(next);
      }
    });

    test('of a message sent again lower nothing, renew the lease, and write nothing where there is nothing', async () => {
      const live = await suite.onAir();
      const first = committed(await claim(live, [1, 5]));
      expect(await claim(live, [1, 5])).toEqual({ kind: 'ignore', item: first });
      expect(await claim(live, [1, 5], at(500))).toEqual({ kind: 'ignore', item: first });
      const later = committed(await claim(live, [2, 4], at(9_000)));
      expect(later).toMatchObject({ claimedSeq: 5, leaseUntil: leaseAt(9_000) });
      expect(await suite.storedItem(live.page)).toEqual(later);
    });

    test('of a message that is new in part reach its last seq', async () => {
      const live = await suite.onAir();
      committed(await claim(live, [1, 5]));
      expect(committed(await claim(live, [4, 8]))).toMatchObject({ claimedSeq: 8 });
    });

    test('that would leave a hole are refused with where to go on; a gap as long as the hole passes', async () => {
      const live = await suite.onAir();
      const hole = (nextSeq: number) => ({
        kind: 'refuse',
        refusal: { code: 'FRAMES_OUT_OF_ORDER', nextSeq },
      });
      expect(await claim(live, [2])).toEqual(hole(1));
      expect(committed(await claim(live, [2, 3, 1]))).toMatchObject({ claimedSeq: 3 });
      expect(await claim(live, [7, 9, 2])).toEqual(hole(4));
      expect((await suite.storedItem(live.page)).claimedSeq).toBe(3);
      expect(committed(await claim(live, [7, 9, 3]))).toMatchObject({ claimedSeq: 9 });
      // A longer gap than there is says again what was given up before.
      expect(committed(await claim(live, [11, 11, 10]))).toMatchObject({ claimedSeq: 11 });
    });

    test('are refused while paused, and go on where they were afterwards', async () => {
      const live = await suite.onAir();
      committed(await claim(live, [1]));
      const pause = (change: number, paused: boolean) =>
        suite.store.updateSession(updateMessage(live.session, change, { paused }), live.page.caller, at(1));
      await pause(1, true);
      const refused = { kind: 'refuse', refusal: { code: 'SESSION_PAUSED' } };
      expect(await claim(live, [2])).toEqual(refused);
      // Also of what was claimed before, and where the hole would be refused as well.
      expect(await claim(live, [1], at(60_000))).toEqual(refused);
      expect(await claim(live, [9])).toEqual(refused);
      await pause(2, false);
      expect(committed(await claim(live, [2]))).toMatchObject({ claimedSeq: 2 });
    });

    test('of another epoch or another connection are superseded, and of another session not found', async () => {
      const live = await suite.onAir();
      const superseded = { kind: 'refuse', refusal: { code: 'SESSION_SUPERSEDED' } };
      const other = { ...live, session: { ...live.session, epoch: 2 } };
      expect(await claim(other, [1])).toMatchObject(superseded);
      expect(await claim({ ...live, page: otherWindow(live.page) }, [1])).toMatchObject(superseded);
      const unknown = { ...live, session: { ...live.session, sessionId: makeName() } };
      expect(await claim(unknown, [1])).toMatchObject({ refusal: { code: 'SESSION_NOT_FOUND' } });
      expect(await suite.storedItem(live.page)).toEqual(live.session);
    });

    test('after the end, and after the lease, are refused; a moment before its end they are not', async () => {
      const over = await suite.onAir();
      committed(await suite.store.endSession(endMessage(over.session), over.page.caller, at(1)));
      expect(await claim(over, [1])).toEqual({
        kind: 'refuse',
        refusal: { code: 'SESSION_ENDED', reason: 'requested' },
      });
      const late = await suite.onAir();
      const { leaseUntil } = late.session;
      expect(await claim(late, [1], leaseUntil)).toEqual({
        kind: 'refuse',
        refusal: { code: 'SESSION_EXPIRED' },
      });
      committed(await claim(late, [1], epochMs(leaseUntil - 1)));
    });

    test('begin at 1 on an item that an older version wrote, which knew of none', async () => {
      const live = await suite.onAir();
      const Key = speakerKey(live.page.caller.speakerId);
      const { Item = {} } = await suite.client.send(
        new GetItemCommand({ TableName: TABLE, Key, ConsistentRead: true }),
      );
      const older = Object.fromEntries(Object.entries(Item).filter(([name]) => name !== stored.claimedSeq));
      const ConditionExpression = `attribute_exists(${stored.key})`;
      await suite.client.send(new PutItemCommand({ TableName: TABLE, Item: older, ConditionExpression }));
      expect((await suite.storedItem(live.page)).claimedSeq).toBe(0);
      expect(await claim(live, [2])).toMatchObject({ refusal: { code: 'FRAMES_OUT_OF_ORDER', nextSeq: 1 } });
      expect(committed(await claim(live, [1, 2]))).toMatchObject({ claimedSeq: 2 });
    });
  });

  describe('the lease that comes with a claim', () => {
    test('stays where the gateway’s host has a slow clock, though the claim is new', async () => {
      const live = await suite.onAir();
      const next = committed(await claim(live, [1], at(-1_500)));
      expect(next).toMatchObject({ claimedSeq: 1, leaseUntil: live.session.leaseUntil });
      expect(await suite.storedItem(live.page)).toEqual(next);
    });

    test('ends with the token that renewed it and the grace', async () => {
      const expiresAt = at(3 * MINUTE);
      const live = await suite.onAir(newPage(undefined, expiresAt));
      const capped = epochMs(expiresAt + terms.graceMs + terms.skewMs);
      const next = committed(await claim(live, [1, 2], at(2 * MINUTE)));
      expect(next).toMatchObject({ claimedSeq: 2, leaseUntil: capped });
      // It cannot rise any more: claimed, and left as it is; sent again, nothing is written.
      const last = committed(await claim(live, [3], at(2 * MINUTE + 1)));
      expect(last).toMatchObject({ claimedSeq: 3, leaseUntil: capped });
      expect(await claim(live, [3], at(2 * MINUTE + 2))).toEqual({ kind: 'ignore', item: last });
    });
  });

  describe('where frames go on', () => {
    test('is kept by a resume, a takeover and a create that reuses; a new session begins at 1', async () => {
      const { page, session } = await suite.onAir();
      committed(await claim({ page, session }, [1, 7]));
      const back = reconnected(page);
      const resumed = committed(await suite.store.resumeSession(resumeMessage(back), back.caller, at(2_000)));
      expect(resumed.claimedSeq).toBe(7);
      const other = otherWindow(page);
      const pair = { sessionId: session.sessionId, epoch: 2, takeover: true };
      const taken = committed(
        await suite.store.resumeSession(resumeMessage(other, pair), other.caller, at(3_000)),
      );
      expect(taken.claimedSeq).toBe(7);
      const again = reconnected(other);
      const reused = committed(
        await suite.store.createSession(createMessage(again), again.caller, at(4_000), makeName),
      );
      expect(reused).toMatchObject({ sessionId: session.sessionId, claimedSeq: 7 });
      committed(await suite.store.endSession(endMessage(reused), again.caller, at(5_000)));
      const fresh = committed(
        await suite.store.createSession(createMessage(again), again.caller, at(6_000), makeName),
      );
      expect(fresh.claimedSeq).toBe(0);
      expect((await suite.storedItem(page)).claimedSeq).toBe(0);
    });

    test('is not set back by a create that takes over while a claim comes between its read and its write', async () => {
      const live = await suite.onAir();
      // In the very millisecond of the create: the lease stays, and only the claim tells that somebody was there.
      const rival = once(async () => committed(await claim(live, [1, 3], START)));
      const back = reconnected(live.page);
      const raced = storeOn({ client: beforeUpdate(suite.client, rival) }, TABLE);
      const next = committed(await raced.createSession(createMessage(back), back.caller, START, makeName));
      expect(next).toMatchObject({ epoch: 2, claimedSeq: 3 });
      expect(await suite.storedItem(live.page)).toEqual(next);
    });

    test('is not moved by an owner that was superseded between its claim’s decision and its write', async () => {
      const live = await suite.onAir();
      const other = otherWindow(live.page);
      const pair = { sessionId: live.session.sessionId, epoch: 1, takeover: true };
      const rival = once(() => suite.store.resumeSession(resumeMessage(other, pair), other.caller, at(500)));
      const raced = storeOn({ client: beforeUpdate(suite.client, rival) }, TABLE);
      const outcome = await raced.sendFrames(framesMessage(live.session, 1), live.page.caller, at(1_000));
      expect(outcome).toMatchObject({ kind: 'refuse', refusal: { code: 'SESSION_SUPERSEDED' } });
      expect((await suite.storedItem(live.page)).claimedSeq).toBe(0);
    });
  });

  describe('claims that meet', () => {
    test('200 sends of one message are all accepted, and claim once', async () => {
      const live = await suite.onAir();
      const outcomes = await Promise.all(Array.from({ length: WRITERS }, () => claim(live, [1, 5])));
      expect(outcomes.map((outcome) => sessionOf(outcome).claimedSeq)).toEqual(Array(WRITERS).fill(5));
      expect(outcomes.filter(({ kind }) => kind === 'commit')).toHaveLength(1);
    });

    test('200 messages that overlap leave the highest, however they race', async () => {
      const live = await suite.onAir();
      const order = Array.from({ length: WRITERS }, (_, index) => ((index * 73) % WRITERS) + 1);
      const outcomes = await Promise.all(
        order.map(async (last) =>
          claim(live, [last, last, last - 1]).then(
            (outcome) => outcome.kind,
            (error: unknown) => (error instanceof DatabaseUnavailable ? error.name : 'defect'),
          ),
        ),
      );
      // Whoever is overtaken every time is told to ask again; nobody is refused, and nothing is lowered.
      for (const outcome of outcomes) expect(['commit', 'ignore', 'DatabaseUnavailable']).toContain(outcome);
      const { claimedSeq } = await suite.storedItem(live.page);
      expect(claimedSeq).toBe(WRITERS);
    });

    test('200 windows claim the same seqs of their own epochs: only the owner’s go through', async () => {
      const live = await suite.onAir();
      const windows = Array.from({ length: WRITERS - 1 }, () => otherWindow(live.page));
      const outcomes = await Promise.all(
        [live.page, ...windows].map((page) => claim({ ...live, page }, [1, 2])),
      );
      expect(outcomes.filter(({ kind }) => kind === 'commit')).toHaveLength(1);
      expect(outcomes.filter(({ kind }) => kind === 'refuse')).toHaveLength(WRITERS - 1);
    });

    test('a claim whose answer was lost is recognised, and handed on', async () => {
      const live = await suite.onAir();
      suite.engine.failNext({ count: 1, applied: true });
      expect(sessionOf(await claim(live, [1, 2]))).toMatchObject({ claimedSeq: 2 });
      suite.engine.failNext({ count: 3, applied: true });
      await expect(claim(live, [3, 4], at(2_000))).rejects.toMatchObject({ name: 'DatabaseUnavailable' });
      expect((await suite.storedItem(live.page)).claimedSeq).toBe(4);
      expect(sessionOf(await claim(live, [3, 4], at(2_000)))).toMatchObject({ claimedSeq: 4 });
      suite.engine.failNext({ count: 3, applied: false });
      await expect(claim(live, [5], at(3_000))).rejects.toMatchObject({ name: 'DatabaseUnavailable' });
      expect((await suite.storedItem(live.page)).claimedSeq).toBe(4);
    });

    test('a heartbeat between two claims keeps both, and the later lease', async () => {
      const live = await suite.onAir();
      const beat = () => suite.store.heartbeat(heartbeatMessage(live.session), live.page.caller, at(30_000));
      const raced = storeOn({ client: beforeUpdate(suite.client, once(beat)) }, TABLE);
      const next = committed(
        await raced.sendFrames(framesMessage(live.session, 1), live.page.caller, at(1_000)),
      );
      expect(next).toMatchObject({ claimedSeq: 1, leaseUntil: leaseAt(30_000) });
      expect(await suite.storedItem(live.page)).toEqual(next);
    });
  });
}
