/**
 * `npm run simulate:mutants -- [--seeds N] [--only TEXT] [--until-caught]`: each guard and rule removed must break
 * schedules, where nothing removed breaks none; and the corpus's seeds must still show what they stand for. Until caught:
 * the first broken schedule is enough, and what is held to be redundant is left out.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { corpus } from '../corpus.ts';
import { inLanes } from '../../smoke/lanes.ts';
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
const threads = availableParallelism();
const seeds = Number(values.seeds);
const untilCaught = values['until-caught'];
const all = [...guardMutants, ...ruleMutants, ...clientMutants, ...broadcastMutants];
const mutants = all.filter(
  ({ name, redundant }) => name.includes(values.only) && !(untilCaught && redundant !== undefined),
);
/** Of each profile: enough to see that it is no profile that breaks everything. */
const UNTOUCHED_SEEDS = 500;
const wrong: string[] = [];
if (mutants.length === 0) wrong.push(`no mutant has "${values.only}" in its name`);

await inLanes(threads, [...new Set(mutants.map(({ profile }) => profile))], async (profile) => {
  const [failure] = await failuresOf({ seeds: Math.min(UNTOUCHED_SEEDS, seeds), profile });
  if (failure !== undefined) wrong.push(`with nothing removed: ${failure.profile}, seed ${failure.seed}`);
});

const seedsOfMutants = corpus.flatMap(({ mutant: name, ...found }) => {
  const mutant = mutants.find((each) => each.name === name);
  if (name !== undefined && !all.some((each) => each.name === name)) wrong.push(`no mutant is "${name}"`);
  return mutant === undefined ? [] : [{ ...found, mutant }];
});
await inLanes(threads, seedsOfMutants, async ({ seed, profile, mutant }) => {
  const failures = await failuresOf({ first: seed, seeds: 1, profile, mutant });
  if (failures.length === 0) wrong.push(`corpus: seed ${seed} holds without "${mutant.name}", too`);
});

console.log(`| removed | broken of ${seeds} | first seed | what it broke |\n| --- | ---: | ---: | --- |`);
await inLanes(threads, mutants, async (mutant) => {
  const { name, profile, redundant } = mutant;
  const failures = await failuresOf({ seeds, profile, mutant });
  const [first] = failures.sort((a, b) => a.seed - b.seed);
  const shown =
    first === undefined
      ? ['', redundant === undefined ? '**not caught**' : `redundant: ${redundant}`]
      : [first.seed, `${first.invariant}: ${first.what.slice(0, 90)}`];
  if (first === undefined && redundant === undefined) wrong.push(`survives though it should not: ${name}`);
  if (first !== undefined && redundant !== undefined) wrong.push(`held to be redundant, but caught: ${name}`);
  const under = profile === undefined ? '' : ` (${profile})`;
  console.log(`| ${name}${under} | ${failures.length} | ${shown.join(' | ')} |`);
});
for (const sentence of wrong) console.log(sentence);
console.log(
  `\n${mutants.length} mutants and ${seedsOfMutants.length} seeds of the corpus, ${wrong.length} not as they should be`,
);
process.exitCode = wrong.length === 0 ? 0 : 1;

function failuresOf(share: {
  readonly first?: number;
  readonly seeds: number;
  readonly profile?: string | undefined;
  readonly mutant?: Mutant;
}): Promise<Tally['failures'][number][]> {
  const failures: Tally['failures'][number][] = [];
  let schedules = 0;
  const worker = new Worker(new URL('../worker.ts', import.meta.url), { workerData: { first: 1, ...share } });
  worker.on('message', (since: Tally) => {
    schedules += since.schedules;
    failures.push(...since.failures);
    if (untilCaught && failures.length > 0) void worker.terminate();
  });
  const what = share.mutant === undefined ? 'Nothing removed' : `Mutant "${share.mutant.name}"`;
  return new Promise((resolve, reject) => {
    worker.on('error', (error) => reject(new Error(what, { cause: error })));
    worker.on('exit', () => {
      if (schedules === share.seeds || failures.length > 0) resolve(failures);
      else reject(new Error(`${what}: ${schedules} of ${share.seeds} schedules ran`));
    });
  });
}
