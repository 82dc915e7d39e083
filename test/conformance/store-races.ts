// What happens when writes meet: one’s own, two hundred at once, and rivals placed by hand.
import { describe, expect, test } from 'vitest';
import { epochMs } from '#protocol/units.ts';
import {
  at,
  createMessage,
  endMessage,
  heartbeatMessage,
  makeName,
  newPage,
  otherWindow,
  reconnected,
  resumeMessage,
  START,
  storeOn,
  terms,
  updateMessage,
} from '../support/speaker.ts';
import {
  committed,
  sessionOf,
  once,
  beforeUpdate,
  networkLost,
  TABLE,
  type StoreBench,
} from './store-bench.ts';

export function races(suite: StoreBench): void {
  describe('recognises its own writes', () => {
    // The SDK retries by itself: the first attempt was applied, its answer was lost, the second meets the guard.
    const applied = { count: 1, applied: true };

    test('a create whose answer was lost is the same session, made once', async () => {
      for (const count of [1, 3]) {
        const page = newPage();
        const message = createMessage(page);
        // Armed between the reservation and the speaker's own write, so that it is this one that goes unheard.
        const lose = once(async () => suite.engine.failNext({ count, applied: true }));
        const deaf = storeOn({ client: beforeUpdate(suite.client, lose) }, TABLE);
        const sent = deaf.createSession(message, page.caller, START, makeName);
        if (count < 3) expect(await sent).toMatchObject({ kind: 'ignore' });
        else await expect(sent).rejects.toMatchObject({ name: 'DatabaseUnavailable' });
        const stored = await suite.storedItem(page);
        const again = await suite.store.createSession(message, page.caller, at(count), makeName);
        expect(again).toEqual({ kind: 'ignore', item: stored });
        expect(stored).toMatchObject({ creates: [{ made: true }], createWindow: { count: 1 } });
      }
    });

    test('resume, update, heartbeat, disconnect and end whose answers were lost happen once', async () => {
      const { page, session } = await suite.onAir();
      const back = reconnected(page);
      const named = { ...session, epoch: 2 };
      suite.engine.failNext(applied);
      const resumed = sessionOf(await suite.store.resumeSession(resumeMessage(back), back.caller, at(1_000)));
      expect(resumed.epoch).toBe(2);
      suite.engine.failNext(applied);
      const updated = sessionOf(
        await suite.store.updateSession(updateMessage(named, 1, { paused: true }), back.caller, at(2_000)),
      );
      expect(updated).toMatchObject({ change: 1, settings: { paused: true } });
      suite.engine.failNext(applied);
      const beat = sessionOf(await suite.store.heartbeat(heartbeatMessage(named), back.caller, at(3_000)));
      expect(beat.leaseUntil).toBe(epochMs(at(3_000) + terms.leaseMs + terms.skewMs));
      suite.engine.failNext(applied);
      const gone = await suite.store.disconnect(networkLost, back.caller, at(4_000));
      expect(gone.kind).toBe('ignore');
      expect((await suite.storedItem(page)).status).toBe('interrupted');
      suite.engine.failNext(applied);
      const ended = sessionOf(await suite.store.endSession(endMessage(named), back.caller, at(5_000)));
      expect(ended).toMatchObject({ status: 'ended', endReason: 'requested' });
    });

    test('a write that was refused three times did not happen, and the next one does', async () => {
      const { page, session } = await suite.onAir();
      suite.engine.failNext({ count: 3, applied: false });
      const update = updateMessage(session, 1, { muted: true });
      await expect(suite.store.updateSession(update, page.caller, at(1))).rejects.toMatchObject({
        name: 'DatabaseUnavailable',
      });
      expect(await suite.storedItem(page)).toEqual(session);
      committed(await suite.store.updateSession(update, page.caller, at(2)));
    });

    test.each(['ThrottlingException', 'ProvisionedThroughputExceededException'] as const)(
      'what was refused three times with %s did not happen, and goes through afterwards',
      async (throttledAs) => {
        const throttle = () => suite.engine.failNext({ count: 3, applied: false, throttledAs });
        const unavailable = { name: 'DatabaseUnavailable', message: throttledAs };
        // Not its first socket: the read comes alone, and takes all that is refused.
        const page = reconnected(newPage());
        const name = makeName();
        const create = () => suite.store.createSession(createMessage(page), page.caller, START, () => name);
        throttle();
        await expect(create()).rejects.toMatchObject(unavailable);
        // Had the name been reserved, it would not be free for the second.
        const session = committed(await create());
        expect(session.sessionId).toBe(name);
        expect(session.createWindow.count).toBe(1);
        const update = updateMessage(session, 1, { muted: true });
        throttle();
        await expect(suite.store.updateSession(update, page.caller, at(1))).rejects.toMatchObject(
          unavailable,
        );
        expect(await suite.storedItem(page)).toEqual(session);
        committed(await suite.store.updateSession(update, page.caller, at(2)));
      },
    );
  });

  describe('races', () => {
    const WRITERS = 200;
    const all = <T>(run: (index: number) => Promise<T>) =>
      Promise.all(Array.from({ length: WRITERS }, (_, index) => run(index)));

    test('200 windows of one speaker start at once: one has the session, the others are told of it', async () => {
      const first = newPage();
      const outcomes = await all(() => {
        const page = otherWindow(first);
        return suite.store.createSession(createMessage(page), page.caller, START, makeName);
      });
      const winners = outcomes.filter((outcome) => outcome.kind === 'commit');
      expect(winners).toHaveLength(1);
      const { sessionId } = await suite.storedItem(first);
      for (const outcome of outcomes.filter(({ kind }) => kind !== 'commit'))
        expect(outcome).toMatchObject({
          kind: 'refuse',
          refusal: { code: 'SESSION_ACTIVE', stored: { sessionId, epoch: 1 } },
        });
    });

    test('200 sends of one create make one session', async () => {
      const page = newPage();
      const message = createMessage(page);
      const outcomes = await all(() => suite.store.createSession(message, page.caller, START, makeName));
      expect(new Set(outcomes.map((outcome) => sessionOf(outcome).sessionId)).size).toBe(1);
      expect(outcomes.filter(({ kind }) => kind === 'commit')).toHaveLength(1);
      expect((await suite.storedItem(page)).createWindow.count).toBe(1);
    });

    test('200 windows take over the same pair at once: one wins, the epoch rises by one', async () => {
      const { session } = await suite.onAir();
      const page = newPage(session.speakerId);
      const pair = { sessionId: session.sessionId, epoch: 1, takeover: true };
      const outcomes = await all(() => {
        const window = otherWindow(page);
        return suite.store.resumeSession(resumeMessage(window, pair), window.caller, at(1_000));
      });
      expect(outcomes.filter(({ kind }) => kind === 'commit')).toHaveLength(1);
      expect((await suite.storedItem(page)).epoch).toBe(2);
    });

    test('200 updates out of order leave the highest change', async () => {
      const { page, session } = await suite.onAir();
      const order = Array.from({ length: WRITERS }, (_, index) => ((index * 73) % WRITERS) + 1);
      await Promise.all(
        order.map((change) =>
          suite.store.updateSession(updateMessage(session, change), page.caller, at(1_000)),
        ),
      );
      const stored = await suite.storedItem(page);
      expect(stored).toMatchObject({ change: WRITERS, settings: { volume: WRITERS % 101 } });
    });
  });

  describe('rivals placed between decision and write', () => {
    test('a session ended by another window while it was being reused is over, not revived', async () => {
      const { page, session } = await suite.onAir();
      const back = reconnected(page);
      const rival = once(() => suite.store.endSession(endMessage(session), page.caller, at(500)));
      const raced = storeOn({ client: beforeUpdate(suite.client, rival) }, TABLE);
      const outcome = committed(
        await raced.createSession(createMessage(back), back.caller, at(1_000), makeName),
      );
      expect(outcome.sessionId).not.toBe(session.sessionId);
      expect((await suite.storedItem(page)).creates.map(({ fate }) => fate)).toEqual(['current', 'ended']);
    });

    test('a setting changed while a create reused the session is kept', async () => {
      const { page, session } = await suite.onAir();
      const back = reconnected(page);
      const rival = once(() =>
        suite.store.updateSession(updateMessage(session, 1, { volume: 11 }), page.caller, at(500)),
      );
      const raced = storeOn({ client: beforeUpdate(suite.client, rival) }, TABLE);
      committed(await raced.createSession(createMessage(back), back.caller, at(1_000), makeName));
      expect((await suite.storedItem(page)).settings.volume).toBe(11);
    });

    test('a disconnect that found its session expired interrupts it where a slower clock revives it', async () => {
      const { page, session } = await suite.onAir();
      const revived = { ...createMessage(page) };
      let updates = 0;
      // After the first, refused guess comes the note on how the connection closed; a create is faster than it.
      const rival = async () => {
        updates += 1;
        if (updates === 2)
          committed(
            await suite.store.createSession(revived, page.caller, epochMs(session.leaseUntil - 1), makeName),
          );
      };
      const raced = storeOn({ client: beforeUpdate(suite.client, rival) }, TABLE);
      const gone = committed(
        await raced.disconnect(networkLost, page.caller, epochMs(session.leaseUntil + 1)),
      );
      expect(await suite.storedItem(page)).toEqual(gone);
      expect(gone.status).toBe('interrupted');
    });

    test('how a connection closed is told, though a takeover comes between each look and each write', async () => {
      const { page } = await suite.onAir();
      let last = page;
      let takeovers = 3;
      const rival = async () => {
        if (takeovers-- <= 0) return;
        last = reconnected(last);
        committed(await suite.store.resumeSession(resumeMessage(last), last.caller, at(1_000 - takeovers)));
      };
      const raced = storeOn({ client: beforeUpdate(suite.client, rival) }, TABLE);
      committed(await raced.disconnect(networkLost, page.caller, at(2_000)));
      expect((await suite.storedItem(page)).connections[3]).toMatchObject({
        connectionId: page.caller.connectionId,
        closed: { code: 1006, by: 'network' },
      });
    });

    test('how a connection closed is kept while a create reused its session', async () => {
      const { page } = await suite.onAir();
      const back = reconnected(page);
      const rival = once(() => suite.store.disconnect(networkLost, page.caller, at(500)));
      const raced = storeOn({ client: beforeUpdate(suite.client, rival) }, TABLE);
      committed(await raced.createSession(createMessage(back), back.caller, at(1_000), makeName));
      expect((await suite.storedItem(page)).connections[1]).toMatchObject({
        closed: { code: 1006, by: 'network' },
      });
    });
  });
}
