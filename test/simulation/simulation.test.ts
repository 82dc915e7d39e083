// A taste of the simulation: what once was found, and some schedules at random. `npm run simulate` has the rest.
import { randomInt } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { runBatch } from './batch.ts';
import { corpus } from './corpus.ts';
import { runSchedule } from './run.ts';

const RANDOM_SCHEDULES = 2_000;

describe('whatever is lost, late or repeated, what always holds', () => {
  test.each(corpus)('holds where once was found that $found', async ({ seed, profile }) => {
    const { breach } = await runSchedule({ seed, profile });
    expect(breach).toBeUndefined();
  });

  test(`holds in ${RANDOM_SCHEDULES} schedules chosen at random`, { timeout: 60_000 }, async () => {
    const first = randomInt(1, 2 ** 40);
    const { failures, schedules } = await runBatch({ first, seeds: RANDOM_SCHEDULES });
    expect(failures, `replay with: npm run simulate -- --seed ${failures[0]?.seed ?? first} --trace`).toEqual(
      [],
    );
    expect(schedules).toBe(RANDOM_SCHEDULES);
  });

  test('one seed is one story, word for word', async () => {
    const tell = async (): Promise<readonly string[]> => {
      const lines: string[] = [];
      await runSchedule({ seed: 7, tell: (line) => lines.push(line) });
      return lines;
    };
    const story = await tell();
    expect(story.length).toBeGreaterThan(20);
    expect(await tell()).toEqual(story);
  });
});
