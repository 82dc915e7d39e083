// What an operation answers is what is stored, by the terms of leases and memory.
import { describe, expect, test } from 'vitest';
import { epochMs } from '#protocol/units.ts';
import type { Outcome } from '../../lambdas/store/settle.ts';
import {
  at,
  createMessage,
  endMessage,
  heartbeatMessage,
  makeName,
  MINUTE,
  newPage,
  newRequestId,
  reconnected,
  resumeMessage,
  START,
  storeOn,
  terms,
  updateMessage,
} from '../support/speaker.ts';
import { committed, networkLost, TABLE, type StoreBench } from './store-bench.ts';

export function answers(suite: StoreBench): void {
  describe('answers what it wrote', () => {
    test('a created session is stored as it was answered', async () => {
      const { page, session } = await suite.onAir();
      expect(await suite.storedItem(page)).toEqual(session);
      expect(session).toMatchObject({ epoch: 1, change: 0, status: 'live', createdAt: START });
    });

    test('every later write is stored as it was answered, though the item was not read', async () => {
      const { page, session } = await suite.onAir();
      const back = reconnected(page);
      const steps: (() => Promise<Outcome>)[] = [
        () =>
          suite.store.updateSession(
            updateMessage(session, 1, { muted: true, qualityTier: 'premium' }),
            page.caller,
            at(1_000),
          ),
        () => suite.store.heartbeat(heartbeatMessage(session), page.caller, at(2_000)),
        () => suite.store.disconnect(networkLost, page.caller, at(3_000)),
        () => suite.store.resumeSession(resumeMessage(back), back.caller, at(4_000)),
        () => suite.store.endSession(endMessage({ ...session, epoch: 2 }), back.caller, at(5_000)),
        () => suite.store.disconnect({ code: 1000, reason: '' }, back.caller, at(6_000)),
      ];
      for (const step of steps) {
        const answered = committed(await step());
        expect(await suite.storedItem(page)).toEqual(answered);
      }
      expect(await suite.storedItem(page)).toMatchObject({
        status: 'ended',
        endReason: 'requested',
        epoch: 2,
        connections: [
          { epoch: 2, closed: { at: at(6_000), code: 1000, by: 'client' } },
          { epoch: 1, closed: { at: at(3_000), code: 1006, by: 'network' } },
        ],
      });
    });

    test('a create that is handled after its own disconnect keeps how the connection closed', async () => {
      const { page, session } = await suite.onAir();
      committed(await suite.store.endSession(endMessage(session), page.caller, at(1_000)));
      committed(await suite.store.disconnect(networkLost, page.caller, at(2_000)));
      const late = createMessage(page);
      const next = committed(await suite.store.createSession(late, page.caller, at(3_000), makeName));
      expect(await suite.storedItem(page)).toEqual(next);
      expect(next.connections).toMatchObject([{ epoch: 1, closed: { at: at(2_000) } }]);
    });

    test('connections shift down and the fifth is forgotten', async () => {
      const { page } = await suite.onAir();
      let last = page;
      const callers = [page.caller.connectionId];
      for (let turn = 1; turn <= 5; turn += 1) {
        last = reconnected(last);
        callers.unshift(last.caller.connectionId);
        committed(await suite.store.resumeSession(resumeMessage(last), last.caller, at(turn * 1_000)));
      }
      const { connections } = await suite.storedItem(page);
      expect(connections.map((fact) => fact.connectionId)).toEqual(callers.slice(0, 4));
      expect(connections.map((fact) => fact.epoch)).toEqual([6, 5, 4, 3]);
    });
  });

  describe('leases', () => {
    test('a late disconnect neither shortens the lease nor touches the session that moved on', async () => {
      const { page, session } = await suite.onAir();
      const back = reconnected(page);
      const resumed = committed(await suite.store.resumeSession(resumeMessage(back), back.caller, at(1_000)));
      committed(await suite.store.disconnect(networkLost, page.caller, at(2_000)));
      const stored = await suite.storedItem(page);
      expect(stored).toMatchObject({
        status: 'live',
        leaseUntil: resumed.leaseUntil,
        owner: resumed.owner,
      });
      expect(stored.connections[1]).toMatchObject({ closed: { at: at(2_000) } });
      expect(await suite.store.disconnect(networkLost, page.caller, at(3_000))).toMatchObject({
        kind: 'ignore',
      });
      expect(session.epoch).toBe(1);
    });

    test('a disconnect shortly before the lease ends leaves the grace', async () => {
      const { page } = await suite.onAir();
      const now = at(terms.leaseMs - 1_000);
      const gone = committed(await suite.store.disconnect(networkLost, page.caller, now));
      expect(gone.leaseUntil).toBe(epochMs(now + terms.graceMs + terms.skewMs));
      expect(await suite.storedItem(page)).toEqual(gone);
    });

    test('a word from a gateway host whose clock is behind never lowers the lease', async () => {
      const { page, session } = await suite.onAir();
      const earlier = at(-1_500);
      const updated = committed(
        await suite.store.updateSession(updateMessage(session, 1), page.caller, earlier),
      );
      expect(updated.leaseUntil).toBe(session.leaseUntil);
      const back = reconnected(page);
      const resumed = committed(await suite.store.resumeSession(resumeMessage(back), back.caller, earlier));
      expect(resumed.leaseUntil).toBe(session.leaseUntil);
      expect(await suite.storedItem(page)).toEqual(resumed);
    });

    test('an item whose lease is over is expired, though it is still stored', async () => {
      const { page, session } = await suite.onAir();
      const lastLive = epochMs(session.leaseUntil - 1);
      const back = reconnected(page);
      expect(
        await suite.store.resumeSession(resumeMessage(back), back.caller, session.leaseUntil),
      ).toMatchObject({
        kind: 'refuse',
        refusal: { code: 'SESSION_EXPIRED' },
      });
      committed(await suite.store.resumeSession(resumeMessage(back), back.caller, lastLive));
    });
  });

  describe('memory', () => {
    test('a requestId is spent once its session is over, also after a newer session', async () => {
      const { page, session } = await suite.onAir();
      const spent = createMessage(page);
      committed(await suite.store.createSession(spent, page.caller, at(1_000), makeName));
      committed(await suite.store.endSession(endMessage(session), page.caller, at(2_000)));
      const refused = { kind: 'refuse', refusal: { code: 'SESSION_ENDED' } };
      expect(await suite.store.createSession(spent, page.caller, at(3_000), makeName)).toMatchObject(refused);
      committed(await suite.store.createSession(createMessage(page), page.caller, at(4_000), makeName));
      expect(await suite.store.createSession(spent, page.caller, at(5_000), makeName)).toMatchObject(refused);
    });

    test('a fifth create within five minutes waits, and is not remembered', async () => {
      const page = newPage();
      for (let turn = 0; turn < 4; turn += 1)
        committed(await suite.store.createSession(createMessage(page), page.caller, at(turn), makeName));
      const fifth = createMessage(page, newRequestId());
      expect(await suite.store.createSession(fifth, page.caller, at(5 * MINUTE - 1), makeName)).toEqual({
        kind: 'refuse',
        refusal: { code: 'RATE_LIMITED', retryAfterMs: 1 },
      });
      committed(await suite.store.createSession(fifth, page.caller, at(5 * MINUTE), makeName));
    });

    test('the hourly limit lets through as many as it says, however they race', async () => {
      const page = newPage();
      const strict = storeOn({ client: suite.client }, TABLE, {
        terms: { ...terms, createLimit: 2 },
      });
      for (const turn of [0, 1]) {
        const made = committed(
          await strict.createSession(createMessage(page), page.caller, at(turn), makeName),
        );
        committed(await strict.endSession(endMessage(made), page.caller, at(turn)));
      }
      const outcomes = await Promise.all(
        [1, 2, 3].map(() => strict.createSession(createMessage(page), page.caller, at(10), makeName)),
      );
      for (const outcome of outcomes)
        expect(outcome).toEqual({
          kind: 'refuse',
          refusal: { code: 'RATE_LIMITED', retryAfterMs: 60 * MINUTE - 10 },
        });
      committed(await strict.createSession(createMessage(page), page.caller, at(60 * MINUTE), makeName));
    });

    test('a name that is taken is not given again', async () => {
      const { session } = await suite.onAir();
      const names = [session.sessionId, makeName()];
      const clashing = () => names.shift() ?? makeName();
      const page = newPage();
      const made = committed(
        await suite.store.createSession(createMessage(page), page.caller, START, clashing),
      );
      expect(made.sessionId).not.toBe(session.sessionId);
    });
  });
}
