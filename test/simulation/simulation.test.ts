// A taste of the simulation: what once was found, and the first schedules. `npm run simulate` has the rest.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runBatch } from './batch.ts';
import { corpus } from './corpus.ts';
import { broadcastMutants } from './mutants/broadcast.ts';
import { clientMutants } from './mutants/client.ts';
import { guardMutants } from './mutants/guards.ts';
import { mutate } from './mutants/mutant.ts';
import { ruleMutants } from './mutants/rules.ts';
import { runSchedule } from './run.ts';

/** The same at every run, so that a change is judged by nothing but itself; `npm run simulate` looks further. */
const FIRST_SEED = 1;
const SCHEDULES = 2_000;

describe('whatever is lost, late or repeated, what always holds', () => {
  test.each(corpus)('holds where once was found that $found', async ({ seed, profile }) => {
    const { breach } = await runSchedule({ seed, profile });
    expect(breach).toBeUndefined();
  });

  test(`holds in ${SCHEDULES} schedules`, { timeout: 180_000 }, async () => {
    const { failures, schedules } = await runBatch({ first: FIRST_SEED, seeds: SCHEDULES });
    expect(
      failures,
      `replay with: npm run simulate -- --seed ${failures[0]?.seed ?? FIRST_SEED} --trace`,
    ).toEqual([]);
    expect(schedules).toBe(SCHEDULES);
  });

  test('one seed is one story, word for word', async () => {
    const tell = async (): Promise<readonly string[]> => {
      const lines: string[] = [];
      await runSchedule({ seed: 7, tell: (line) => lines.push(line) });
      return lines;
    };
    const story = await tell();
    expect(story.length).toBeGreaterThan(10);
    expect(await tell()).toEqual(story);
  });
});

describe('every guard and rule that is taken out', () => {
  const mutants = [...guardMutants, ...ruleMutants, ...clientMutants, ...broadcastMutants];
  test.each(mutants)('has its place in the product: $name', (mutant) => {
    const text = readFileSync(new URL(`../../${mutant.file}`, import.meta.url), 'utf8');
    expect(mutate(text, mutant)).not.toBe(text);
  });
});
