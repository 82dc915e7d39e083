// A process with the pages: each operation on many sockets at once, on one server after the other, again and again.
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { inLanes } from '../../../test/smoke/lanes.ts';
import { answerParent } from '../child.ts';
import { openLine } from '../line.ts';
import type { Step, Took } from './steps.ts';
import { callerOn, newRole, type Caller, type Server } from './caller.ts';
import { inTurn } from '../turns.ts';

export interface Waves {
  readonly servers: readonly Server[];
  readonly connections: number;
  /** At most, and no new one begins after so long: a busy machine has fewer figures, not a longer run. */
  readonly rounds: number;
  readonly withinMs: number;
  readonly heartbeats: number;
}

export type CallersQuestions = {
  /** So many connections, in so many rounds; a round is a wave of each step, heartbeats several. */
  waves: {
    asks: Waves;
    answers: readonly Took[];
  };
  /** How many of it in a second, where each lane asks again as soon as it is answered. */
  sustain: {
    asks: { server: Server; what: 'sessions' | 'heartbeats'; lanes: number; forMs: number };
    answers: number;
  };
  /** Opens connections that say nothing, and keeps them. */
  idle: { asks: { server: Server; connections: number }; answers: undefined };
  hangUp: { asks: undefined; answers: undefined };
};

/** API Gateway lets 500 new connections through in a second, and so does the local one: a rest after each 200, or before 500. */
const REST_MS = 1_100;
/** Unanswered at a time, however many connections: more of them are a queue in front of the database, and time out there. */
const AT_ONCE = 50;
const REST_AFTER = 200;

const crowdOn = (server: Server, count: number): Promise<Caller[]> =>
  Promise.all(Array.from({ length: count }, async () => callerOn(server, await newRole())));

answerParent<CallersQuestions>({
  async waves({ servers, connections, rounds, withinMs, heartbeats }) {
    const endsAt = performance.now() + withinMs;
    const took = servers.map(nothingYet);
    for (let round = 0; round < rounds && (round === 0 || performance.now() < endsAt); round += 1) {
      const crowds: Caller[][] = [];
      for (const server of servers) crowds.push(await crowdOn(server, connections));
      const beats = Array.from({ length: heartbeats }, () => 'heartbeat' as const);
      for (const step of ['connect', 'create', ...beats, 'connect', 'resume'] as const) {
        if (step === 'connect' && connections >= REST_AFTER) await delay(REST_MS);
        for (const [index, crowd] of inTurn(crowds, round)) {
          const wave = await inLanes(AT_ONCE, crowd, (caller) => timed(() => caller[step]()));
          took[index]?.[step].push(...wave);
        }
      }
      await Promise.all(crowds.flat().map((caller) => caller.leave()));
    }
    return took;
  },
  async sustain({ server, what, lanes, forMs }) {
    const crowd = await crowdOn(server, lanes);
    await Promise.all(crowd.map((caller) => caller.connect()));
    await Promise.all(crowd.map((caller) => caller.create()));
    // Nobody but Podium asks who comes.
    const anybody = newRole();
    const nextRole = server.kind === 'podium' ? newRole : () => anybody;
    // A signature costs as much as a heartbeat: roles for more sessions than Podium can begin.
    const roles = await Promise.all(Array.from({ length: what === 'sessions' ? forMs / 2 : 0 }, nextRole));
    const startedMs = performance.now();
    let done = 0;
    await Promise.all(
      crowd.map(async (caller) => {
        while (performance.now() < startedMs + forMs) {
          if (what === 'heartbeats') await caller.heartbeat();
          else await begin(server, roles.pop() ?? (await nextRole()));
          done += 1;
        }
      }),
    );
    const perSecond = (done / (performance.now() - startedMs)) * 1_000;
    await Promise.all(crowd.map((caller) => caller.leave()));
    return perSecond;
  },
  async idle({ server, connections }) {
    const role = await newRole();
    for (let opened = 0; opened < connections; opened += REST_AFTER) {
      const batch = Array.from({ length: Math.min(REST_AFTER, connections - opened) });
      idle.push(...(await inLanes(AT_ONCE, batch, () => openLine(server, role))));
      if (batch.length === REST_AFTER) await delay(REST_MS / 2);
    }
    return undefined;
  },
  async hangUp() {
    const closed = Promise.all(idle.map((socket) => once(socket, 'close')));
    for (const socket of idle.splice(0)) socket.close();
    await closed;
    return undefined;
  },
});

const idle: WebSocket[] = [];
const nothingYet = (): Record<Step, number[]> => ({ connect: [], create: [], heartbeat: [], resume: [] });

async function begin(server: Server, role: string): Promise<void> {
  const caller = callerOn(server, role);
  await caller.connect();
  await caller.create();
  await caller.leave();
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}
