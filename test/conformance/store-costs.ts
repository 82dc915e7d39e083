// What each operation costs: capacity units and calls, counted by the engine.
import { describe, expect, test } from 'vitest';
import { durationMs } from '#protocol/units.ts';
import type { SpeakerItem } from '../../lambdas/session/speaker-item.ts';
import {
  at,
  createMessage,
  endMessage,
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
} from '../support/speaker.ts';
import { committed, networkLost, TABLE, type StoreBench } from './store-bench.ts';

export function costs(suite: StoreBench): void {
  describe('costs what the design says', () => {
    test('a first session: one read unit, two write units, three calls', async () => {
      const page = newPage();
      committed(await suite.store.createSession(createMessage(page), page.caller, START, makeName));
      expect(suite.meter.counted).toEqual({
        GetItem: { calls: 1, units: 1 },
        PutItem: { calls: 1, units: 1 },
        UpdateItem: { calls: 1, units: 1 },
      });
    });

    test('a client that finds its session on its older socket: one read unit, one write unit', async () => {
      const { page } = await suite.onAir();
      const back = reconnected(page);
      committed(await suite.store.createSession(createMessage(back), back.caller, at(1_000), makeName));
      expect(suite.meter.counted).toEqual({
        GetItem: { calls: 1, units: 1 },
        UpdateItem: { calls: 1, units: 1 },
      });
    });

    test('resume, update, heartbeat, disconnect and end: one write unit each and no read', async () => {
      const { page, session } = await suite.onAir();
      const back = reconnected(page);
      const named = { ...session, epoch: 2 };
      const operations = [
        () => suite.store.resumeSession(resumeMessage(back), back.caller, at(1_000)),
        () => suite.store.updateSession(updateMessage(named, 1), back.caller, at(2_000)),
        () => suite.store.heartbeat(heartbeatMessage(named), back.caller, at(3_000)),
        () => suite.store.disconnect(networkLost, back.caller, at(4_000)),
        () => suite.store.endSession(endMessage(named), back.caller, at(5_000)),
      ];
      for (const operation of operations) {
        suite.meter.reset();
        committed(await operation());
        expect(suite.meter.counted).toEqual({ UpdateItem: { calls: 1, units: 1 } });
      }
    });

    test('the fullest item that the design allows still costs one write unit', async () => {
      const speakerId = 's'.repeat(255) as SpeakerItem['speakerId'];
      let page = newPage(speakerId);
      for (let turn = 0; turn < 4; turn += 1) {
        page = { ...otherWindow(page), connectionNumber: Number.MAX_SAFE_INTEGER };
        const now = at(turn * 10 * MINUTE);
        const made = committed(
          await suite.store.createSession(createMessage(page), page.caller, now, makeName),
        );
        await suite.store.endSession(endMessage(made), page.caller, now);
        await suite.store.disconnect({ code: 4999, reason: '' }, page.caller, now);
      }
      suite.meter.reset();
      const made = committed(
        await suite.store.createSession(createMessage(page), page.caller, at(60 * MINUTE), makeName),
      );
      await suite.store.heartbeat(heartbeatMessage(made), page.caller, at(61 * MINUTE));
      expect(suite.meter.counted['UpdateItem']).toEqual({ calls: 2, units: 2 });
    });

    test('a disconnect costs one write unit also where the grace is the longer one', async () => {
      const short = { ...terms, leaseMs: durationMs(20_000) };
      const graceful = storeOn({ client: suite.client }, TABLE, { terms: short });
      const page = newPage();
      committed(await graceful.createSession(createMessage(page), page.caller, START, makeName));
      suite.meter.reset();
      committed(await graceful.disconnect(networkLost, page.caller, at(1_000)));
      expect(suite.meter.counted).toEqual({ UpdateItem: { calls: 1, units: 1 } });
    });

    test('a refused write tells its reason at the cost of the one write', async () => {
      const { page, session } = await suite.onAir();
      const stale = await suite.store.heartbeat(
        heartbeatMessage({ ...session, epoch: 7 }),
        page.caller,
        at(1_000),
      );
      expect(stale).toMatchObject({ kind: 'refuse', refusal: { code: 'SESSION_SUPERSEDED' } });
      expect(suite.meter.counted).toMatchObject({
        UpdateItem: { calls: 1 },
        ...(suite.traits.returnsAllOld ? {} : { GetItem: { calls: 1, units: 1 } }),
      });
      expect(suite.meter.counted['GetItem']?.calls ?? 0).toBe(suite.traits.returnsAllOld ? 0 : 1);
    });
  });
}
