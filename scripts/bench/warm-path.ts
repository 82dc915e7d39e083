/** A warm handler beside the calls to the database that it cannot avoid: the ratio is what Podium costs. */
import { percentile } from '../../test/smoke/percentile.ts';
import { engine } from './engine.ts';
import type { BarChart, Chapter, Goal, Table } from './chapter.ts';
import { startChild } from './child.ts';
import { operations } from './operations.ts';
import { startTables } from './tables.ts';
import type { MeasuringQuestions, Timed } from './warm-path/measuring.ts';

/** In blocks, in turns with the other operations: what else the machine does for a while meets all of them. */
const BLOCKS = {
  full: { blocks: 8, rounds: 18, warmUp: 40, warmUpAgain: 3 },
  quick: { blocks: 1, rounds: 10, warmUp: 6, warmUpAgain: 0 },
} as const;
const TABLES = { recorded: 'podium-recorded', handler: 'podium-handler', bare: 'podium-bare' } as const;
const MICROSECONDS = 1_000;

interface Measured extends Timed {
  readonly name: string;
  /** Handler beside bare calls: of each block that of the medians, and of these the median. */
  readonly ratio: number;
}

export const warmPath: Chapter = {
  name: 'warm-path',
  title: `Warm path: each handler with a real event, in turns with its calls made bare; database ${engine}, on loopback`,
  async run({ quick, say }) {
    const { blocks, rounds, warmUp, warmUpAgain } = quick ? BLOCKS.quick : BLOCKS.full;
    const tables = await startTables(Object.values(TABLES));
    const child = startChild<MeasuringQuestions>(new URL('warm-path/measuring.ts', import.meta.url));
    try {
      await child.ask('open', { port: tables.port, tables: TABLES });
      say(`${operations.length} operations, ${blocks * rounds} rounds each …`);
      const inBlocks: Timed[][] = operations.map(() => []);
      for (let block = 0; block < blocks; block += 1)
        for (const [index, { name }] of operations.entries()) {
          const asks = { operation: name, rounds, warmUp: block === 0 ? warmUp : warmUpAgain };
          inBlocks[index]?.push(await child.ask('measure', asks));
        }
      const measured = operations.map(({ name }, index) => {
        const timed = inBlocks[index] ?? [];
        return { name, ...together(timed), ratio: percentile(timed.map(ratioOf), 50) };
      });
      return {
        tables: [besideTable(measured, blocks * rounds), ownTable(measured)],
        charts: [ownChart(measured)],
        goals: measured.map(goalOf),
        wrong: [],
      };
    } finally {
      await child.stop();
      await tables.stop();
    }
  },
};

function together(blocks: readonly Timed[]): Timed {
  const all = (of: (block: Timed) => Float64Array) =>
    Float64Array.from(blocks.flatMap((block) => [...of(block)]));
  return {
    handler: all(({ handler }) => handler),
    bare: all(({ bare }) => bare),
    own: all(({ own }) => own),
    validation: all(({ validation }) => validation),
    line: all(({ line }) => line),
    calls: blocks[0]?.calls ?? 0,
  };
}

const p = (percent: number, values: Float64Array) => percentile([...values], percent);
const ratioOf = ({ handler, bare }: Timed) => p(50, handler) / p(50, bare);

function besideTable(measured: readonly Measured[], rounds: number): Table {
  return {
    title: 'A handler, and the same calls without it',
    columns: [
      { heading: 'OPERATION' },
      { heading: 'calls', digits: 0 },
      { heading: 'p50 ms', digits: 3 },
      { heading: 'p95 ms', digits: 3 },
      { heading: 'bare p50', digits: 3 },
      { heading: 'bare p95', digits: 3 },
      { heading: '× p50', digits: 2 },
    ],
    rows: measured.map((each) => [
      each.name,
      each.calls,
      p(50, each.handler),
      p(95, each.handler),
      p(50, each.bare),
      p(95, each.bare),
      each.ratio,
    ]),
    notes: [
      `${rounds} rounds, each on items of its own. Bare: the same commands with the same keys and expressions, as many at once, through the same client of the SDK.`,
      '× is the median over the blocks of rounds, which the operations take in turns; in one, the medians of its rounds are compared.',
      'Log lines are made but written to nowhere; words to other connections take no time. A frame is 200 ms of 16 kHz PCM.',
    ],
  };
}

/** In microseconds, of the median. */
function ownParts({ own, validation, line }: Timed) {
  const [all, checked, logged] = [own, validation, line].map((values) => p(50, values) * MICROSECONDS);
  const [ownUs = 0, validationUs = 0, lineUs = 0] = [all, checked, logged];
  return { ownUs, validationUs, lineUs, restUs: Math.max(0, ownUs - validationUs - lineUs) };
}

function ownTable(measured: readonly Measured[]): Table {
  return {
    title: 'What is Podium’s own',
    columns: [
      { heading: 'OPERATION' },
      { heading: 'own µs', digits: 0 },
      { heading: 'validation', digits: 0 },
      { heading: 'log line', digits: 0 },
      { heading: 'rest', digits: 0 },
    ],
    rows: measured.map((each) => {
      const { ownUs, validationUs, lineUs, restUs } = ownParts(each);
      return [each.name, ownUs, validationUs, lineUs, restUs];
    }),
    notes: [
      'The handler with every answer of the database at hand. Rest: rules, expressions, items read and written, the reply.',
    ],
  };
}

function ownChart(measured: readonly Measured[]): BarChart {
  return {
    kind: 'bars',
    name: 'warm-path',
    title: 'What is Podium’s own in a warm handler, µs',
    digits: 0,
    rows: measured.map((each) => {
      const { validationUs, lineUs, restUs } = ownParts(each);
      return {
        label: each.name,
        parts: [
          { name: 'validation', value: validationUs },
          { name: 'rules, expressions, items, reply', value: restUs },
          { name: 'log line', value: lineUs },
        ],
      };
    }),
  };
}

const goalOf = (each: Measured): Goal => ({
  what: `warm ${each.name}, p50 × the same database calls made bare`,
  measured: each.ratio,
  atMost: 1.25,
  digits: 2,
});
