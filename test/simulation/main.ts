/** `npm run simulate -- --seeds N [--seed S] [--profile NAME] [--trace]` */
import '../setup.ts';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { branches, LONG_RUN, OFTEN_ENOUGH, tooRare, unlistedPoints, wantedCells } from './cells.ts';
import { profiles } from './profiles.ts';
import { runSchedule } from './run.ts';
import { add, newTally, type Failure, type Tally } from './tally.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    profile: { type: 'string' },
    trace: { type: 'boolean', default: false },
    cells: { type: 'boolean', default: false },
  },
});
const first = wholeNumber('seed', values.seed);
const { profile } = values;
if (profile !== undefined && !(profile in profiles))
  stop(`--profile must be one of ${Object.keys(profiles).join(', ')}.`);

if (values.trace) await trace();
else await simulate(wholeNumber('seeds', values.seeds));

async function trace(): Promise<void> {
  const { breach, steps } = await runSchedule({ seed: first, profile, tell: (line) => console.log(line) });
  console.log(
    breach === undefined ? `${steps} steps, nothing broken` : `BROKEN ${breach.invariant}: ${breach.what}`,
  );
  process.exitCode = breach === undefined ? 0 : 1;
}

async function simulate(seeds: number): Promise<void> {
  const threads = Math.min(availableParallelism(), seeds);
  const sum = newTally();
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1_000;
  const shown = { at: 0 };
  const progress = (since: Tally): void => {
    for (const failure of since.failures) console.log(`\r${replay(failure)}`);
    add(sum, since);
    if (seconds() - shown.at < 1) return;
    shown.at = seconds();
    const rate = Math.round(sum.schedules / seconds());
    process.stdout.write(
      `\r${sum.schedules} of ${seeds} schedules, ${rate} a second, ${sum.failures.length} broken `,
    );
  };
  await Promise.all(Array.from({ length: threads }, (_, index) => share(index, threads, seeds, progress)));

  const took = seconds();
  const perSecond = Math.round(sum.schedules / took);
  const steps = Math.round(sum.steps / Math.max(1, sum.schedules));
  console.log(
    `\r${sum.schedules} schedules of ${steps} steps in ${took.toFixed(1)} s: ${perSecond} a second on ${threads} threads, ${sum.failures.length} broken`,
  );
  if (values.cells) for (const line of cellLines(sum.cells)) console.log(line);
  const rare = seeds < LONG_RUN ? [] : tooRare(sum.cells);
  const unlisted = unlistedPoints(sum.cells);
  for (const point of unlisted) console.log(`in no list of test/simulation/cells.ts: ${point}`);
  for (const cell of rare) console.log(`less than ${OFTEN_ENOUGH} times: ${cell}`);
  if (seeds >= LONG_RUN)
    console.log(
      `${wantedCells.length - rare.length} of ${wantedCells.length} cells at least ${OFTEN_ENOUGH} times`,
    );
  if (sum.schedules !== seeds) console.log(`only ${sum.schedules} of ${seeds} schedules ran`);
  process.exitCode =
    sum.failures.length + rare.length + unlisted.length === 0 && sum.schedules === seeds ? 0 : 1;
}

function share(
  index: number,
  threads: number,
  seeds: number,
  progress: (since: Tally) => void,
): Promise<void> {
  const own = Math.ceil((seeds - index) / threads);
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { first: first + index, seeds: own, stride: threads, profile },
  });
  worker.on('message', progress);
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}

function replay({ invariant, profile: under, seed, what }: Failure): string {
  const option = profile === undefined ? '' : ` --profile ${under}`;
  return `BROKEN ${invariant}: ${what}\n  npm run simulate -- --seed ${seed}${option} --trace   (${under})`;
}

/** A row for each fault at each await, a column for each branch; `-` where the table demands nothing. */
function* cellLines(cells: ReadonlyMap<string, number>): Generator<string> {
  const wanted = new Set(wantedCells);
  const rows = new Set([...wantedCells, ...cells.keys()].map((cell) => cell.split(' -> ')[0] ?? ''));
  yield `${''.padEnd(40)}${branches.map((branch) => branch.padStart(10)).join('')}`;
  for (const row of [...rows].sort()) {
    const counts = branches.map((branch) => {
      const cell = `${row} -> ${branch}`;
      const times = cells.get(cell) ?? 0;
      return (times === 0 && !wanted.has(cell) ? '-' : String(times)).padStart(10);
    });
    yield `${row.padEnd(40)}${counts.join('')}`;
  }
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) stop(`--${name} must be a whole number from 1.`);
  return number;
}

function stop(why: string): never {
  console.error(why);
  process.exit(2);
}
