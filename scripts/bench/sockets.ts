/** Sockets: round trips on the local stack, beside a bare `ws` echo and beside `ws` with one conditional write. */
import type { Chapter } from './chapter.ts';
import { startChild, type Child } from './child.ts';
import { engine } from './engine.ts';
import type { BareQuestions } from './sockets/bare-process.ts';
import type { Server } from './sockets/caller.ts';
import type { CallersQuestions } from './sockets/callers.ts';
import type { PodiumQuestions } from './sockets/podium-process.ts';
import {
  goalsOf,
  memoryTable,
  roundTripsTable,
  sustainedTable,
  type Idle,
  type Sustained,
  type Waves,
} from './sockets/tables.ts';
import { inTurn } from './turns.ts';

const moduleAt = (name: string) => new URL(`sockets/${name}`, import.meta.url);

/** One after the other on one connection, or as many at once as there are connections. */
const full = {
  crowds: [
    { connections: 1, rounds: 120, withinMs: 12_000, heartbeats: 5 },
    { connections: 50, rounds: 6, withinMs: 8_000, heartbeats: 3 },
    { connections: 500, rounds: 2, withinMs: 15_000, heartbeats: 2 },
  ],
  idle: 1_000,
  sustain: { turns: 3, forMs: 3_000 },
};
const quick: typeof full = {
  crowds: [
    { connections: 1, rounds: 12, withinMs: 1_000, heartbeats: 4 },
    { connections: 20, rounds: 1, withinMs: 0, heartbeats: 2 },
  ],
  idle: 100,
  sustain: { turns: 1, forMs: 200 },
};
const LANES = 32;
const warmUp = { connections: 50, rounds: 1, withinMs: 0, heartbeats: 1 };

export const sockets: Chapter = {
  name: 'sockets',
  title: `Sockets on loopback, everything on one machine; database ${engine}`,
  async run({ quick: isQuick, say }) {
    const { crowds, idle, sustain } = isQuick ? quick : full;
    const podium = startChild<PodiumQuestions>(moduleAt('podium-process.ts'));
    const [echo, write] = [0, 1].map(() => startChild<BareQuestions>(moduleAt('bare-process.ts'))) as [
      Child<BareQuestions>,
      Child<BareQuestions>,
    ];
    const callers = startChild<CallersQuestions>(moduleAt('callers.ts'));
    try {
      const stages = await Promise.all([
        podium.ask('open', { flags: ['--engine', engine] }),
        echo.ask('open', {}),
        write.ask('open', { writesTo: engine }),
      ]);
      const servers = stages.map((stage, index): Server => ({
        ...stage,
        kind: index === 0 ? 'podium' : 'bare',
      }));

      await podium.ask('loseDisconnects', true);
      const idles: Idle[] = [];
      const held = [() => podium.ask('memory', undefined), () => echo.ask('memory', undefined)];
      for (const [index, memory] of held.entries()) {
        const server = servers[index];
        if (server === undefined) continue;
        say(`${idle} idle connections …`);
        // What opening any costs was paid for.
        await callers.ask('waves', { servers: [server], ...warmUp });
        const before = await memory();
        await callers.ask('idle', { server, connections: idle });
        idles.push({ index, connections: idle, before, after: await memory() });
        await callers.ask('hangUp', undefined);
      }

      const took: Waves[] = [];
      for (const crowd of crowds) {
        say(`${crowd.connections} connections …`);
        took.push({
          connections: crowd.connections,
          took: await callers.ask('waves', { servers, ...crowd }),
        });
      }

      await podium.ask('loseDisconnects', false);
      const sustained: Sustained[] = [];
      for (const what of ['heartbeats', 'sessions'] as const) {
        say(`as many ${what} as go, ${LANES} at once …`);
        for (let turn = 0; turn < sustain.turns; turn += 1)
          for (const [index, server] of inTurn(servers, turn)) {
            const asked = { server, what, lanes: LANES, forMs: sustain.forMs };
            sustained.push({ index, what, perSecond: await callers.ask('sustain', asked) });
          }
      }

      return {
        tables: [roundTripsTable(took), sustainedTable(sustained), memoryTable(idles)],
        goals: goalsOf(took),
        wrong: [],
      };
    } finally {
      await Promise.all([callers, podium, echo, write].map((child) => child.stop()));
    }
  },
};
