import { expect, test } from 'vitest';
import { percentile, spread } from './percentile.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, index) => count - index);

test.each([
  [50, 500],
  [95, 950],
  [99, 990],
  [99.95, 1_000],
  [100, 1_000],
])('%d %% of the numbers from 1 to 1,000 are at most %d', (percent, expected) => {
  expect(percentile(upTo(1_000), percent)).toBe(expected);
});

test('is a value that was measured, also of a few', () => {
  expect(percentile([7], 50)).toBe(7);
  expect(percentile([10, 9], 50)).toBe(9);
  expect(percentile([10, 9], 51)).toBe(10);
});

test('sorts numbers as numbers, and leaves the measured as they were', () => {
  const measured = [100, 9, 30];
  expect(percentile(measured, 100)).toBe(100);
  expect(measured).toEqual([100, 9, 30]);
});

test('of nothing there is none', () => {
  expect(() => percentile([], 50)).toThrow(RangeError);
});

test('reads as one line', () => {
  expect(spread([1.2, 2.6, -3])).toBe('p50 1 ms, p95 3 ms, p99 3 ms, longest 3 ms (of 3)');
});
