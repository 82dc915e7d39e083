import { expect, test } from 'vitest';
import { parseBenchFlags } from '../../../scripts/bench/flags.ts';

const names = ['audience', 'cold-start', 'page'];

test('without a flag every chapter runs in full', () => {
  expect(parseBenchFlags([], names)).toEqual({ quick: false, write: false, chapters: names });
});

test('chapters run in their own order, whatever the order in which they are asked for', () => {
  const flags = ['--only', 'page', '--quick', '--only', 'audience'];
  expect(parseBenchFlags(flags, names)).toEqual({
    quick: true,
    write: false,
    chapters: ['audience', 'page'],
  });
});

test('the document is made by a full run', () => {
  expect(parseBenchFlags(['--write'], names)).toEqual({ quick: false, write: true, chapters: names });
});

test.each([
  [['--write', '--quick'], 'docs/performance.md is made by a full run: leave out --quick and --only.'],
  [['--write', '--only', 'page'], 'docs/performance.md is made by a full run: leave out --quick and --only.'],
  [['--only', 'audiense'], 'There is no chapter "audiense": the chapters are audience, cold-start, page.'],
  [['--fast'], 'That is not how it is called: npm run bench -- [--quick] [--only CHAPTER …] [--write]'],
  [['audience'], 'That is not how it is called: npm run bench -- [--quick] [--only CHAPTER …] [--write]'],
])('%j is refused with one sentence', (flags, sentence) => {
  expect(() => parseBenchFlags(flags, names)).toThrow(sentence);
});
