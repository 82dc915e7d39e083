// What an operator finds and ends by a session's name, on any engine that speaks DynamoDB's API.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { SessionId, SpeakerId } from '#protocol/units.ts';
import { createOperatorStore, type OperatorStore } from '../../lambdas/store/operator-store.ts';
import { at, createMessage, endMessage, makeName, reconnected, resumeMessage } from '../support/speaker.ts';
import { committed, TABLE, type StoreBench } from './store-bench.ts';

export function operator(suite: StoreBench): void {
  describe('an operator', () => {
    let store: OperatorStore;
    beforeEach(() => {
      store = createOperatorStore({ client: suite.client, tableName: TABLE });
    });

    test('finds a session by its name, with two strong reads', async () => {
      const { session } = await suite.onAir();
      expect(await store.findSession(session.sessionId)).toEqual(session);
      expect(suite.meter.counted).toEqual({ GetItem: { calls: 2, units: 2 } });
    });

    test('finds none where the name is nobody’s, or a newer session has taken the place', async () => {
      expect(await store.findSession('nobody-nowhere-1000' as SessionId)).toBeUndefined();
      const { page, session } = await suite.onAir();
      committed(await suite.store.endSession(endMessage(session), page.caller, at(1_000)));
      committed(await suite.store.createSession(createMessage(page), page.caller, at(2_000), makeName));
      expect(await store.findSession(session.sessionId)).toBeUndefined();
    });

    test('ends what was seen with one write, and its speaker is told that it is over', async () => {
      const { page, session } = await suite.onAir();
      const ended = committed(await store.endSession(session));
      expect(suite.meter.counted).toEqual({ UpdateItem: { calls: 1, units: 1 } });
      expect(ended).toEqual({ ...session, status: 'ended', endReason: 'operator' });
      expect(await suite.storedItem(page)).toEqual(ended);
      const back = reconnected(page);
      expect(await suite.store.resumeSession(resumeMessage(back), back.caller, at(2_000))).toMatchObject({
        kind: 'refuse',
        refusal: { code: 'SESSION_ENDED', reason: 'operator' },
      });
    });

    test('does not bar the speaker from a new session', async () => {
      const { page, session } = await suite.onAir();
      committed(await store.endSession(session));
      const again = committed(
        await suite.store.createSession(createMessage(page), page.caller, at(2_000), makeName),
      );
      expect(again.sessionId).not.toBe(session.sessionId);
    });

    test('leaves a session alone that passed on since it was seen', async () => {
      const { page, session } = await suite.onAir();
      const back = reconnected(page);
      const moved = committed(await suite.store.resumeSession(resumeMessage(back), back.caller, at(1_000)));
      expect(await store.endSession(session)).toMatchObject({
        kind: 'refuse',
        refusal: { code: 'SESSION_SUPERSEDED', stored: { epoch: 2 } },
      });
      expect(await suite.storedItem(page)).toEqual(moved);
    });

    test('leaves the speaker’s next session alone, which is in the same epoch', async () => {
      const { page, session } = await suite.onAir();
      committed(await suite.store.endSession(endMessage(session), page.caller, at(1_000)));
      const next = committed(
        await suite.store.createSession(createMessage(page), page.caller, at(2_000), makeName),
      );
      expect(next.epoch).toBe(session.epoch);
      expect(await store.endSession(session)).toMatchObject({ kind: 'refuse' });
      expect(await suite.storedItem(page)).toEqual(next);
    });

    test('ends what was seen though a clock ten minutes fast has it run out', async () => {
      const { page, session } = await suite.onAir();
      vi.useFakeTimers({ now: session.leaseUntil + 600_000, toFake: ['Date'] });
      try {
        expect(committed(await store.endSession(session))).toMatchObject({ endReason: 'operator' });
      } finally {
        vi.useRealTimers();
      }
      const back = reconnected(page);
      expect(await suite.store.resumeSession(resumeMessage(back), back.caller, at(1_000))).toMatchObject({
        kind: 'refuse',
        refusal: { code: 'SESSION_ENDED', reason: 'operator' },
      });
    });

    test('follows a speaker to the next session with one strong read, and to none', async () => {
      const { page, session } = await suite.onAir();
      expect(await store.findSpeaker(session.speakerId)).toEqual(session);
      expect(suite.meter.counted).toEqual({ GetItem: { calls: 1, units: 1 } });
      committed(await suite.store.endSession(endMessage(session), page.caller, at(1_000)));
      const next = committed(
        await suite.store.createSession(createMessage(page), page.caller, at(2_000), makeName),
      );
      expect(await store.findSpeaker(session.speakerId)).toEqual(next);
      expect(await store.findSpeaker('nobody' as SpeakerId)).toBeUndefined();
    });

    test('learns that a session was ended before, and by whom', async () => {
      const { page, session } = await suite.onAir();
      committed(await suite.store.endSession(endMessage(session), page.caller, at(1_000)));
      expect(await store.endSession(session)).toMatchObject({
        kind: 'ignore',
        item: { endReason: 'requested' },
      });
    });

    test('ends once where the answer to the write was lost', async () => {
      const { page, session } = await suite.onAir();
      suite.engine.failNext({ count: 1, applied: true });
      const outcome = await store.endSession(session);
      expect(outcome).toEqual({ kind: 'ignore', item: await suite.storedItem(page) });
      expect(outcome).toMatchObject({ item: { endReason: 'operator' } });
    });
  });
}
