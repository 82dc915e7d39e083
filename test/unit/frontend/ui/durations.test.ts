import { expect, test } from 'vitest';
import { clockTime, minutesUntil, roughly, secondsLeft } from '../../../../frontend/src/ui/durations.ts';

test('the last second is counted as one until it is over', () => {
  expect([1_001, 1_000, 1, 0, -5].map(secondsLeft)).toEqual([2, 1, 1, 0, 0]);
});

test('a running time reads as a clock', () => {
  expect([0, 59_999, 60_000, 3_599_999, 3_600_000, 40_271_000, -1].map(clockTime)).toEqual([
    '0:00',
    '0:59',
    '1:00',
    '59:59',
    '1:00:00',
    '11:11:11',
    '0:00',
  ]);
});

test('rough spans name their largest units', () => {
  expect([900, 59_999, 60_000, 3_600_000, 12_000_000].map(roughly)).toEqual([
    '0 s',
    '59 s',
    '1 min',
    '1 h',
    '3 h 20 min',
  ]);
});

test('a wait is rounded up to whole minutes', () => {
  expect([1, 60_000, 60_001].map(minutesUntil)).toEqual(['1 min', '1 min', '2 min']);
});
