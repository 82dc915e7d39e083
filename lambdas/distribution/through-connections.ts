/** Distribution through `@connections`: a post for each listener, several at a time, and nobody waits long for one. */
import { connectionsTimeouts, encoded, type Connections, type Delivery } from '../connections/connections.ts';
import type { ConnectionId } from '../protocol/units.ts';
import type { RosterStore } from '../store/roster-store.ts';
import type { Distribution } from './distribution.ts';

/**
 * Posts at once, of all messages of a process together: a Lambda has one at a time, the local stack may have a hundred. A post
 * costs about 0.4 ms of a processor, and a Lambda has a part of one: more of them are not sooner done, but each takes longer,
 * and fifty that meet cold code and open their connections take longer than their listeners are given.
 */
const AT_ONCE = 16;
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

  /** One listener's share: 300 ms from its first post on, however often the gateway asks for patience. */
  async function deliver(connectionId: ConnectionId, data: Uint8Array): Promise<Delivery> {
    const endsAt = monotonicMs() + connectionsTimeouts.attemptMs;
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
    const cut: ConnectionId[] = [];
    const queue = connectionIds.values();
    const worker = async () => {
      for (const connectionId of queue) {
        const { kind } = await inTurn(() => deliver(connectionId, data));
        if (kind === 'gone') gone.push(connectionId);
        if (kind === 'failed') cut.push(connectionId);
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, connectionIds.length) }, worker));
    return { gone, cut };
  }

  return {
    async publish(sessionId, message, { roster, except } = {}) {
      const { connectionIds, told } = roster ?? (await rosters.read(sessionId));
      const listenerCount = connectionIds.length;
      const addressed = connectionIds.filter((each) => each !== except);
      const { gone, cut } =
        addressed.length === 0 ? nobody : await deliverToAll(addressed, encoded(message(listenerCount)));
      // Off the list before anybody hears that all have it. A cut listener joins again, and sees the hole.
      if (gone.length + cut.length > 0) await rosters.remove(sessionId, [...gone, ...cut]);
      await Promise.all(cut.map((connectionId) => connections.close(connectionId)));
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
