/** Distribution through `@connections`: a post for each listener, several at a time, and nobody waits long for one. */
import { connectionsTimeouts, encoded, type Connections, type Delivery } from '../connections/connections.ts';
import type { ConnectionId, SessionId } from '../protocol/units.ts';
import { DatabaseUnavailable } from '../store/database.ts';
import type { RosterStore } from '../store/roster-store.ts';
import type { Distribution } from './distribution.ts';

/**
 * Posts at once, of all messages of a process together: a Lambda has one at a time, the local stack may have a hundred. A post
 * costs about 0.4 ms of a processor, and a Lambda has a part of one: more of them are not sooner done, but each takes longer,
 * and fifty that meet cold code and open their connections take longer than their listeners are given.
 */
const AT_ONCE = 16;
/** For one message to everybody, however many they are: a client asks again after 10 s. */
export const distributionTimeouts = {
  /** Whoever was not reached by then is off the list like whoever did not take it. */
  postingMs: 6_000,
  /** For closing those. Who is not closed in time finds by its next heartbeat that it is off the list. */
  closingMs: 2_000,
} as const;
/** Before a throttled post is made again; drawn anew each time, so that a crowd of them spreads. */
const THROTTLED_WAIT_MS = { least: 20, most: 60 } as const;

export interface Surroundings {
  readonly rosters: Pick<RosterStore, 'read' | 'remove'>;
  readonly connections: Connections;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly monotonicMs: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

export function distributionThroughConnections(surroundings: Surroundings): Distribution {
  const { rosters, connections, random, monotonicMs, wait } = surroundings;
  const inTurn = turns(AT_ONCE);

  /** Those whom `work` was not begun for in time are left out. */
  async function each(
    connectionIds: readonly ConnectionId[],
    endsAt: number,
    work: (connectionId: ConnectionId) => Promise<void>,
  ): Promise<void> {
    const queue = connectionIds.values();
    const worker = async () => {
      for (const connectionId of queue)
        await inTurn(async () => {
          if (monotonicMs() < endsAt) await work(connectionId);
        });
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, connectionIds.length) }, worker));
  }

  /** One listener's share: 300 ms from its first post on, however often the gateway asks for patience. */
  async function deliver(connectionId: ConnectionId, data: Uint8Array, latest: number): Promise<Delivery> {
    const endsAt = Math.min(monotonicMs() + connectionsTimeouts.attemptMs, latest);
    for (;;) {
      const delivery = await connections.post(connectionId, data, Math.max(1, endsAt - monotonicMs()));
      if (delivery.kind !== 'failed' || !delivery.throttled) return delivery;
      const waitMs = THROTTLED_WAIT_MS.least + random() * (THROTTLED_WAIT_MS.most - THROTTLED_WAIT_MS.least);
      if (monotonicMs() + waitMs >= endsAt) return delivery;
      await wait(waitMs);
    }
  }

  async function deliverToAll(connectionIds: readonly ConnectionId[], data: Uint8Array) {
    const gone: ConnectionId[] = [];
    const cut = new Set(connectionIds);
    const endsAt = monotonicMs() + distributionTimeouts.postingMs;
    await each(connectionIds, endsAt, async (connectionId) => {
      const { kind } = await deliver(connectionId, data, endsAt);
      if (kind === 'gone') gone.push(connectionId);
      if (kind !== 'failed') cut.delete(connectionId);
    });
    return { gone, cut: [...cut] };
  }

  async function takeOff(
    sessionId: SessionId,
    gone: readonly ConnectionId[],
    cut: readonly ConnectionId[],
  ): Promise<void> {
    try {
      await rosters.remove(sessionId, [...gone, ...cut]);
    } catch (error) {
      // Those who are gone miss nothing by it, and are found again the next time.
      if (cut.length > 0 || !(error instanceof DatabaseUnavailable)) throw error;
    }
  }

  return {
    async publish(sessionId, message, { roster, except } = {}) {
      const { connectionIds, told } = roster ?? (await rosters.read(sessionId));
      const listenerCount = connectionIds.length;
      const addressed = connectionIds.filter((each) => each !== except);
      const { gone, cut } =
        addressed.length === 0 ? nobody : await deliverToAll(addressed, encoded(message(listenerCount)));
      // Off the list before anybody hears that all have it. A cut listener joins again, and sees the hole.
      if (gone.length + cut.length > 0) await takeOff(sessionId, gone, cut);
      const endsAt = monotonicMs() + distributionTimeouts.closingMs;
      await each(cut, endsAt, async (connectionId) => {
        await connections.close(connectionId);
      });
      return { listenerCount, gone: gone.length, cut: cut.length, ...(told && { told }) };
    },
  };
}

/** So many at once; the others wait, first come, first served. */
function turns(atOnce: number) {
  let free = atOnce;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // The place is handed on, so that nobody who comes meanwhile takes it.
      if (next === undefined) free += 1;
      else next();
    }
  };
}

const nobody = { gone: [], cut: [] };
