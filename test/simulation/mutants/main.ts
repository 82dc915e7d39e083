/**
 * `npm run simulate:mutants -- [--seeds N] [--only TEXT] [--until-caught]`: each guard and rule removed must break
 * schedules. Until caught: the first broken schedule is enough, and what is held to be redundant is left out.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Tally } from '../tally.ts';
import { broadcastMutants } from './broadcast.ts';
import { clientMutants } from './client.ts';
import { guardMutants } from './guards.ts';
import type { Mutant } from './mutant.ts';
import { ruleMutants } from './rules.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    only: { type: 'string', default: '' },
    'until-caught': { type: 'boolean', default: false },
  },
});
const seeds = Number(values.seeds);
const untilCaught = values['until-caught'];
const mutants = [...guardMutants, ...ruleMutants, ...clientMutants, ...broadcastMutants].filter(
  ({ name, redundant }) => name.includes(values.only) && !(untilCaught && redundant !== undefined),
);

console.log(`| removed | broken of ${seeds} | first seed | what it broke |\n| --- | ---: | ---: | --- |`);
let surviving = 0;
const queue = [...mutants];
const lane = async (): Promise<void> => {
  for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
    const failures = await failuresOf(mutant);
    const [first] = failures.sort((a, b) => a.seed - b.seed);
    const shown =
      first === undefined
        ? ['', mutant.redundant === undefined ? '**not caught**' : `redundant: ${mutant.redundant}`]
        : [first.seed, `${first.invariant}: ${first.what.slice(0, 90)}`];
    if (first === undefined && mutant.redundant === undefined) surviving += 1;
    const under = mutant.profile === undefined ? '' : ` (${mutant.profile})`;
    console.log(`| ${mutant.name}${under} | ${failures.length} | ${shown.join(' | ')} |`);
  }
};
await Promise.all(Array.from({ length: availableParallelism() }, lane));
console.log(`\n${mutants.length} mutants, ${surviving} survive that should not`);
process.exitCode = surviving === 0 ? 0 : 1;

function failuresOf(mutant: Mutant): Promise<Tally['failures'][number][]> {
  const failures: Tally['failures'][number][] = [];
  const worker = new Worker(new URL('../worker.ts', import.meta.url), {
    workerData: { first: 1, seeds, profile: mutant.profile, mutant },
  });
  worker.on('message', (since: Tally) => {
    failures.push(...since.failures);
    if (untilCaught && failures.length > 0) void worker.terminate();
  });
  return new Promise((resolve, reject) => {
    worker.on('error', (error) => reject(new Error(`Mutant "${mutant.name}"`, { cause: error })));
    worker.on('exit', () => resolve(failures));
  });
}
