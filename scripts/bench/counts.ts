/** What a session takes, counted in the running system, and what that costs: beside other designs, by the same code. */
import { hasStreams } from '../../infra/local/database/engines.ts';
import type { Chapter } from './chapter.ts';
import { startChild } from './child.ts';
import { engine } from './engine.ts';
import type { CountingQuestions } from './counts/counting.ts';
import {
  billsOf,
  dollarsChart,
  dollarsGoals,
  dollarsTable,
  priceTable,
  speakingTable,
} from './counts/dollars-tables.ts';
import { compose, type OnAir } from './counts/hour.ts';
import type { OperationName } from './counts/operations.ts';
import { hoursTable, operationsTable } from './counts/tables.ts';
import { exactCounters, type Tally } from './counts/tally.ts';

/** Played from beginning to end, to see that what is put together is what happens. */
const checks: readonly OnAir[] = [
  { seconds: 3_600, heartbeatSeconds: 120, moves: 1, listeners: 0, listenerHeartbeats: 0 },
  { seconds: 30, heartbeatSeconds: 120, moves: 0, sound: 'pcm', listeners: 10, listenerHeartbeats: 1 },
];

export const counts: Chapter = {
  name: 'counts',
  title: 'What a session takes, and what that costs',
  async run({ quick, say }) {
    const counting = startChild<CountingQuestions>(new URL('counts/counting.ts', import.meta.url));
    try {
      await counting.ask('open', engine);
      say('every operation, once …');
      const operations = await counting.ask('operations', undefined);
      const entries = Object.entries(operations).map(([name, { tally }]) => [name, tally] as const);
      const counted = Object.fromEntries(entries) as Record<OperationName, Tally>;
      const wrong: string[] = [];
      for (const onAir of quick ? checks.slice(0, 1) : checks) {
        say(`${onAir.seconds} s on the air, at the gateway's clock …`);
        const played = await counting.ask('play', onAir);
        wrong.push(...differencesOf(played, compose(counted, onAir), onAir));
      }
      await counting.ask('close', undefined);
      const bills = billsOf(counted);
      return {
        tables: [
          operationsTable(operations, hasStreams(engine)),
          hoursTable(counted, checks),
          dollarsTable(bills),
          speakingTable(bills),
          priceTable,
        ],
        charts: [dollarsChart(bills)],
        goals: dollarsGoals(bills),
        wrong,
      };
    } finally {
      await counting.stop();
    }
  },
};

function differencesOf(played: Tally, composed: Tally, { seconds, sound }: OnAir): string[] {
  return exactCounters
    .filter((name) => Math.abs(played[name] - composed[name]) > 1e-6)
    .map(
      (name) => `${seconds} s of ${sound ?? 'silence'}: ${played[name]} ${name}, reckoned ${composed[name]}.`,
    );
}
