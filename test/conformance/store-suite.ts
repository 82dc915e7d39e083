// What the store promises, on any engine that speaks DynamoDB's API.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { durationMs, epochMs } from '#protocol/units.ts';
import type { SpeakerItem } from '../../lambdas/session/speaker-item.ts';
import type { DynamoDB } from '../../lambdas/store/database.ts';
import { fromAttributes, speakerKey } from '../../lambdas/store/items.ts';
import type { Outcome, SpeakerStore } from '../../lambdas/store/speaker-store.ts';
import {
  at,
  createMessage,
  endMessage,
  heartbeatMessage,
  makeName,
  MINUTE,
  newPage,
  newRequestId,
  otherWindow,
  reconnected,
  resumeMessage,
  START,
  storeOn,
  terms,
  updateMessage,
  type Meter,
  type MeteredClient,
  type Page,
} from '../support/speaker.ts';

export interface Engine {
  connect(): MeteredClient;
  failNext(errors: { count: number; applied: boolean }): void;
  stop(): Promise<void>;
}

export interface EngineTraits {
  /** A failed condition returns the item that it lost to. Without it the store looks, for one read unit. */
  readonly returnsAllOld: boolean;
}

const TABLE = 'podium-suite';
const networkLost = { code: 1006, reason: '' };

export function storeSuite(name: string, start: (table: string) => Promise<Engine>, traits: EngineTraits) {
  describe(`the store on ${name}`, () => {
    let engine: Engine;
    let store: SpeakerStore;
    let client: DynamoDB;
    let meter: Meter;

    beforeAll(async () => {
      engine = await start(TABLE);
      ({ client, meter } = engine.connect());
      store = storeOn({ client }, TABLE);
    });
    afterAll(() => engine.stop());
    beforeEach(() => {
      engine.failNext({ count: 0, applied: false });
      meter.reset();
    });

    /** The item as it is stored, read past the store. */
    const storedItem = async (page: Page): Promise<SpeakerItem> => {
      const key = speakerKey(page.caller.speakerId);
      const { Item } = await client.send(
        new GetItemCommand({ TableName: TABLE, Key: key, ConsistentRead: true }),
      );
      return fromAttributes(page.caller.speakerId, Item ?? {});
    };
    const onAir = async (page = newPage()) => {
      const made = committed(await store.createSession(createMessage(page), page.caller, START, makeName));
      meter.reset();
      return { page, session: made };
    };
    const lookAfterLoss = traits.returnsAllOld ? {} : { GetItem: { calls: 1, units: 1 } };

    describe('answers what it wrote', () => {
      test('a created session is stored as it was answered', async () => {
        const { page, session } = await onAir();
        expect(await storedItem(page)).toEqual(session);
        expect(session).toMatchObject({ epoch: 1, change: 0, status: 'live', createdAt: START });
      });

      test('every later write is stored as it was answered, though the item was not read', async () => {
        const { page, session } = await onAir();
        const back = reconnected(page);
        const steps: (() => Promise<Outcome>)[] = [
          () =>
            store.updateSession(
              updateMessage(session, 1, { muted: true, qualityTier: 'premium' }),
              page.caller,
              at(1_000),
            ),
          () => store.heartbeat(heartbeatMessage(session), page.caller, at(2_000)),
          () => store.disconnect(networkLost, page.caller, at(3_000)),
          () => store.resumeSession(resumeMessage(back), back.caller, at(4_000)),
          () => store.endSession(endMessage({ ...session, epoch: 2 }), back.caller, at(5_000)),
          () => store.disconnect({ code: 1000, reason: '' }, back.caller, at(6_000)),
        ];
        for (const step of steps) {
          const answered = committed(await step());
          expect(await storedItem(page)).toEqual(answered);
        }
        expect(await storedItem(page)).toMatchObject({
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
        const { page, session } = await onAir();
        committed(await store.endSession(endMessage(session), page.caller, at(1_000)));
        committed(await store.disconnect(networkLost, page.caller, at(2_000)));
        const late = createMessage(page);
        const next = committed(await store.createSession(late, page.caller, at(3_000), makeName));
        expect(await storedItem(page)).toEqual(next);
        expect(next.connections).toMatchObject([{ epoch: 1, closed: { at: at(2_000) } }]);
      });

      test('connections shift down and the fifth is forgotten', async () => {
        const { page } = await onAir();
        let last = page;
        const callers = [page.caller.connectionId];
        for (let turn = 1; turn <= 5; turn += 1) {
          last = reconnected(last);
          callers.unshift(last.caller.connectionId);
          committed(await store.resumeSession(resumeMessage(last), last.caller, at(turn * 1_000)));
        }
        const { connections } = await storedItem(page);
        expect(connections.map((fact) => fact.connectionId)).toEqual(callers.slice(0, 4));
        expect(connections.map((fact) => fact.epoch)).toEqual([6, 5, 4, 3]);
      });
    });

    describe('costs what the design says', () => {
      test('a first session: one read unit, two write units, three calls', async () => {
        const page = newPage();
        committed(await store.createSession(createMessage(page), page.caller, START, makeName));
        expect(meter.counted).toEqual({
          GetItem: { calls: 1, units: 1 },
          PutItem: { calls: 1, units: 1 },
          UpdateItem: { calls: 1, units: 1 },
        });
      });

      test('a client that finds its session on its older socket: one read unit, one write unit', async () => {
        const { page } = await onAir();
        const back = reconnected(page);
        committed(await store.createSession(createMessage(back), back.caller, at(1_000), makeName));
        expect(meter.counted).toEqual({
          GetItem: { calls: 1, units: 1 },
          UpdateItem: { calls: 1, units: 1 },
        });
      });

      test('resume, update, heartbeat, disconnect and end: one write unit each and no read', async () => {
        const { page, session } = await onAir();
        const back = reconnected(page);
        const named = { ...session, epoch: 2 };
        const operations = [
          () => store.resumeSession(resumeMessage(back), back.caller, at(1_000)),
          () => store.updateSession(updateMessage(named, 1), back.caller, at(2_000)),
          () => store.heartbeat(heartbeatMessage(named), back.caller, at(3_000)),
          () => store.disconnect(networkLost, back.caller, at(4_000)),
          () => store.endSession(endMessage(named), back.caller, at(5_000)),
        ];
        for (const operation of operations) {
          meter.reset();
          committed(await operation());
          expect(meter.counted).toEqual({ UpdateItem: { calls: 1, units: 1 } });
        }
      });

      test('the fullest item that the design allows still costs one write unit', async () => {
        const speakerId = 's'.repeat(255) as SpeakerItem['speakerId'];
        let page = newPage(speakerId);
        for (let turn = 0; turn < 4; turn += 1) {
          page = { ...otherWindow(page), connectionNumber: Number.MAX_SAFE_INTEGER };
          const now = at(turn * 10 * MINUTE);
          const made = committed(await store.createSession(createMessage(page), page.caller, now, makeName));
          await store.endSession(endMessage(made), page.caller, now);
          await store.disconnect({ code: 4999, reason: '' }, page.caller, now);
        }
        meter.reset();
        const made = committed(
          await store.createSession(createMessage(page), page.caller, at(60 * MINUTE), makeName),
        );
        await store.heartbeat(heartbeatMessage(made), page.caller, at(61 * MINUTE));
        expect(meter.counted['UpdateItem']).toEqual({ calls: 2, units: 2 });
      });

      test('a disconnect costs one write unit also where the grace is the longer one', async () => {
        const short = { ...terms, leaseMs: durationMs(20_000) };
        const graceful = storeOn({ client }, TABLE, { terms: short });
        const page = newPage();
        committed(await graceful.createSession(createMessage(page), page.caller, START, makeName));
        meter.reset();
        committed(await graceful.disconnect(networkLost, page.caller, at(1_000)));
        expect(meter.counted).toEqual({ UpdateItem: { calls: 1, units: 1 } });
      });

      test('a refused write tells its reason at the cost of the one write', async () => {
        const { page, session } = await onAir();
        const stale = await store.heartbeat(
          heartbeatMessage({ ...session, epoch: 7 }),
          page.caller,
          at(1_000),
        );
        expect(stale).toMatchObject({ kind: 'refuse', refusal: { code: 'SESSION_SUPERSEDED' } });
        expect(meter.counted).toMatchObject({ UpdateItem: { calls: 1 }, ...lookAfterLoss });
        expect(meter.counted['GetItem']?.calls ?? 0).toBe(traits.returnsAllOld ? 0 : 1);
      });
    });

    describe('recognises its own writes', () => {
      // The SDK retries by itself: the first attempt was applied, its answer was lost, the second meets the guard.
      const applied = { count: 1, applied: true };

      test('a create whose answer was lost is the same session, made once', async () => {
        for (const count of [1, 3]) {
          const page = newPage();
          const message = createMessage(page);
          // Armed between the reservation and the speaker's own write, so that it is this one that goes unheard.
          const lose = once(async () => engine.failNext({ count, applied: true }));
          const deaf = storeOn({ client: beforeUpdate(client, lose) }, TABLE);
          const sent = deaf.createSession(message, page.caller, START, makeName);
          if (count < 3) expect(await sent).toMatchObject({ kind: 'ignore' });
          else await expect(sent).rejects.toMatchObject({ name: 'DatabaseUnavailable' });
          const stored = await storedItem(page);
          const again = await store.createSession(message, page.caller, at(count), makeName);
          expect(again).toEqual({ kind: 'ignore', item: stored });
          expect(stored).toMatchObject({ creates: [{ made: true }], createWindow: { count: 1 } });
        }
      });

      test('resume, update, heartbeat, disconnect and end whose answers were lost happen once', async () => {
        const { page, session } = await onAir();
        const back = reconnected(page);
        const named = { ...session, epoch: 2 };
        engine.failNext(applied);
        const resumed = sessionOf(await store.resumeSession(resumeMessage(back), back.caller, at(1_000)));
        expect(resumed.epoch).toBe(2);
        engine.failNext(applied);
        const updated = sessionOf(
          await store.updateSession(updateMessage(named, 1, { paused: true }), back.caller, at(2_000)),
        );
        expect(updated).toMatchObject({ change: 1, settings: { paused: true } });
        engine.failNext(applied);
        const beat = sessionOf(await store.heartbeat(heartbeatMessage(named), back.caller, at(3_000)));
        expect(beat.leaseUntil).toBe(epochMs(at(3_000) + terms.leaseMs + terms.skewMs));
        engine.failNext(applied);
        const gone = await store.disconnect(networkLost, back.caller, at(4_000));
        expect(gone.kind).toBe('ignore');
        expect((await storedItem(page)).status).toBe('interrupted');
        engine.failNext(applied);
        const ended = sessionOf(await store.endSession(endMessage(named), back.caller, at(5_000)));
        expect(ended).toMatchObject({ status: 'ended', endReason: 'requested' });
      });

      test('a write that was refused three times did not happen, and the next one does', async () => {
        const { page, session } = await onAir();
        engine.failNext({ count: 3, applied: false });
        const update = updateMessage(session, 1, { muted: true });
        await expect(store.updateSession(update, page.caller, at(1))).rejects.toMatchObject({
          name: 'DatabaseUnavailable',
        });
        expect(await storedItem(page)).toEqual(session);
        committed(await store.updateSession(update, page.caller, at(2)));
      });
    });

    describe('races', () => {
      const WRITERS = 200;
      const all = <T>(run: (index: number) => Promise<T>) =>
        Promise.all(Array.from({ length: WRITERS }, (_, index) => run(index)));

      test('200 windows of one speaker start at once: one has the session, the others are told of it', async () => {
        const first = newPage();
        const outcomes = await all(() => {
          const page = otherWindow(first);
          return store.createSession(createMessage(page), page.caller, START, makeName);
        });
        const winners = outcomes.filter((outcome) => outcome.kind === 'commit');
        expect(winners).toHaveLength(1);
        const { sessionId } = await storedItem(first);
        for (const outcome of outcomes.filter(({ kind }) => kind !== 'commit'))
          expect(outcome).toMatchObject({
            kind: 'refuse',
            refusal: { code: 'SESSION_ACTIVE', stored: { sessionId, epoch: 1 } },
          });
      });

      test('200 sends of one create make one session', async () => {
        const page = newPage();
        const message = createMessage(page);
        const outcomes = await all(() => store.createSession(message, page.caller, START, makeName));
        expect(new Set(outcomes.map((outcome) => sessionOf(outcome).sessionId)).size).toBe(1);
        expect(outcomes.filter(({ kind }) => kind === 'commit')).toHaveLength(1);
        expect((await storedItem(page)).createWindow.count).toBe(1);
      });

      test('200 windows take over the same pair at once: one wins, the epoch rises by one', async () => {
        const { session } = await onAir();
        const page = newPage(session.speakerId);
        const pair = { sessionId: session.sessionId, epoch: 1, takeover: true };
        const outcomes = await all(() => {
          const window = otherWindow(page);
          return store.resumeSession(resumeMessage(window, pair), window.caller, at(1_000));
        });
        expect(outcomes.filter(({ kind }) => kind === 'commit')).toHaveLength(1);
        expect((await storedItem(page)).epoch).toBe(2);
      });

      test('200 updates out of order leave the highest change', async () => {
        const { page, session } = await onAir();
        const order = Array.from({ length: WRITERS }, (_, index) => ((index * 73) % WRITERS) + 1);
        await Promise.all(
          order.map((change) => store.updateSession(updateMessage(session, change), page.caller, at(1_000))),
        );
        const stored = await storedItem(page);
        expect(stored).toMatchObject({ change: WRITERS, settings: { volume: WRITERS % 101 } });
      });
    });

    describe('rivals placed between decision and write', () => {
      test('a session ended by another window while it was being reused is over, not revived', async () => {
        const { page, session } = await onAir();
        const back = reconnected(page);
        const rival = once(() => store.endSession(endMessage(session), page.caller, at(500)));
        const raced = storeOn({ client: beforeUpdate(client, rival) }, TABLE);
        const outcome = committed(
          await raced.createSession(createMessage(back), back.caller, at(1_000), makeName),
        );
        expect(outcome.sessionId).not.toBe(session.sessionId);
        expect((await storedItem(page)).creates.map(({ fate }) => fate)).toEqual(['current', 'ended']);
      });

      test('a setting changed while a create reused the session is kept', async () => {
        const { page, session } = await onAir();
        const back = reconnected(page);
        const rival = once(() =>
          store.updateSession(updateMessage(session, 1, { volume: 11 }), page.caller, at(500)),
        );
        const raced = storeOn({ client: beforeUpdate(client, rival) }, TABLE);
        committed(await raced.createSession(createMessage(back), back.caller, at(1_000), makeName));
        expect((await storedItem(page)).settings.volume).toBe(11);
      });

      test('a disconnect that found its session expired interrupts it where a slower clock revives it', async () => {
        const { page, session } = await onAir();
        const revived = { ...createMessage(page) };
        let updates = 0;
        // After the first, refused guess comes the note on how the connection closed; a create is faster than it.
        const rival = async () => {
          updates += 1;
          if (updates === 2)
            committed(
              await store.createSession(revived, page.caller, epochMs(session.leaseUntil - 1), makeName),
            );
        };
        const raced = storeOn({ client: beforeUpdate(client, rival) }, TABLE);
        const gone = committed(
          await raced.disconnect(networkLost, page.caller, epochMs(session.leaseUntil + 1)),
        );
        expect(await storedItem(page)).toEqual(gone);
        expect(gone.status).toBe('interrupted');
      });

      test('how a connection closed is told, though a takeover comes between each look and each write', async () => {
        const { page } = await onAir();
        let last = page;
        let takeovers = 3;
        const rival = async () => {
          if (takeovers-- <= 0) return;
          last = reconnected(last);
          committed(await store.resumeSession(resumeMessage(last), last.caller, at(1_000 - takeovers)));
        };
        const raced = storeOn({ client: beforeUpdate(client, rival) }, TABLE);
        committed(await raced.disconnect(networkLost, page.caller, at(2_000)));
        expect((await storedItem(page)).connections[3]).toMatchObject({
          connectionId: page.caller.connectionId,
          closed: { code: 1006, by: 'network' },
        });
      });

      test('how a connection closed is kept while a create reused its session', async () => {
        const { page } = await onAir();
        const back = reconnected(page);
        const rival = once(() => store.disconnect(networkLost, page.caller, at(500)));
        const raced = storeOn({ client: beforeUpdate(client, rival) }, TABLE);
        committed(await raced.createSession(createMessage(back), back.caller, at(1_000), makeName));
        expect((await storedItem(page)).connections[1]).toMatchObject({
          closed: { code: 1006, by: 'network' },
        });
      });
    });

    describe('leases', () => {
      test('a late disconnect neither shortens the lease nor touches the session that moved on', async () => {
        const { page, session } = await onAir();
        const back = reconnected(page);
        const resumed = committed(await store.resumeSession(resumeMessage(back), back.caller, at(1_000)));
        committed(await store.disconnect(networkLost, page.caller, at(2_000)));
        const stored = await storedItem(page);
        expect(stored).toMatchObject({
          status: 'live',
          leaseUntil: resumed.leaseUntil,
          owner: resumed.owner,
        });
        expect(stored.connections[1]).toMatchObject({ closed: { at: at(2_000) } });
        expect(await store.disconnect(networkLost, page.caller, at(3_000))).toMatchObject({ kind: 'ignore' });
        expect(session.epoch).toBe(1);
      });

      test('a disconnect shortly before the lease ends leaves the grace', async () => {
        const { page } = await onAir();
        const now = at(terms.leaseMs - 1_000);
        const gone = committed(await store.disconnect(networkLost, page.caller, now));
        expect(gone.leaseUntil).toBe(epochMs(now + terms.graceMs + terms.skewMs));
        expect(await storedItem(page)).toEqual(gone);
      });

      test('a word from a gateway host whose clock is behind never lowers the lease', async () => {
        const { page, session } = await onAir();
        const earlier = at(-1_500);
        const updated = committed(await store.updateSession(updateMessage(session, 1), page.caller, earlier));
        expect(updated.leaseUntil).toBe(session.leaseUntil);
        const back = reconnected(page);
        const resumed = committed(await store.resumeSession(resumeMessage(back), back.caller, earlier));
        expect(resumed.leaseUntil).toBe(session.leaseUntil);
        expect(await storedItem(page)).toEqual(resumed);
      });

      test('an item whose lease is over is expired, though it is still stored', async () => {
        const { page, session } = await onAir();
        const lastLive = epochMs(session.leaseUntil - 1);
        const back = reconnected(page);
        expect(await store.resumeSession(resumeMessage(back), back.caller, session.leaseUntil)).toMatchObject(
          {
            kind: 'refuse',
            refusal: { code: 'SESSION_EXPIRED' },
          },
        );
        committed(await store.resumeSession(resumeMessage(back), back.caller, lastLive));
      });
    });

    describe('memory', () => {
      test('a requestId is spent once its session is over, also after a newer session', async () => {
        const { page, session } = await onAir();
        const spent = createMessage(page);
        committed(await store.createSession(spent, page.caller, at(1_000), makeName));
        committed(await store.endSession(endMessage(session), page.caller, at(2_000)));
        const refused = { kind: 'refuse', refusal: { code: 'SESSION_ENDED' } };
        expect(await store.createSession(spent, page.caller, at(3_000), makeName)).toMatchObject(refused);
        committed(await store.createSession(createMessage(page), page.caller, at(4_000), makeName));
        expect(await store.createSession(spent, page.caller, at(5_000), makeName)).toMatchObject(refused);
      });

      test('a fifth create within five minutes waits, and is not remembered', async () => {
        const page = newPage();
        for (let turn = 0; turn < 4; turn += 1)
          committed(await store.createSession(createMessage(page), page.caller, at(turn), makeName));
        const fifth = createMessage(page, newRequestId());
        expect(await store.createSession(fifth, page.caller, at(5 * MINUTE - 1), makeName)).toEqual({
          kind: 'refuse',
          refusal: { code: 'RATE_LIMITED', retryAfterMs: 1 },
        });
        committed(await store.createSession(fifth, page.caller, at(5 * MINUTE), makeName));
      });

      test('the hourly limit lets through as many as it says, however they race', async () => {
        const page = newPage();
        const strict = storeOn({ client }, TABLE, {
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
        const { session } = await onAir();
        const names = [session.sessionId, makeName()];
        const clashing = () => names.shift() ?? makeName();
        const page = newPage();
        const made = committed(await store.createSession(createMessage(page), page.caller, START, clashing));
        expect(made.sessionId).not.toBe(session.sessionId);
      });
    });
  });
}

function committed(outcome: Outcome): SpeakerItem {
  expect(outcome).toMatchObject({ kind: 'commit' });
  return sessionOf(outcome);
}

function sessionOf(outcome: Outcome): SpeakerItem {
  switch (outcome.kind) {
    case 'commit':
      return outcome.next;
    case 'ignore':
      return outcome.item;
    case 'refuse':
      throw new Error(`Refused: ${outcome.refusal.code}`);
  }
}

/** A rival that strikes once. */
const once = (run: () => Promise<unknown>) => {
  let left = 1;
  return async () => {
    if (left-- > 0) await run();
  };
};

/** The same client, with a rival's write placed just before each update. */
const beforeUpdate = (client: DynamoDB, rival: () => Promise<unknown>): DynamoDB => ({
  send: (async (command: Parameters<DynamoDB['send']>[0]) => {
    if (command.constructor.name === 'UpdateItemCommand') await rival();
    return client.send(command);
  }) as DynamoDB['send'],
});
