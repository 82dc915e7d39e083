// What the meter shows.
import { expect, test } from 'vitest';
import { levelOf } from '../../../../frontend/src/audio/level.ts';

test('silence is nothing, full scale everything, and half the decibels half the way', () => {
  expect(levelOf(new Int16Array(10))).toBe(0);
  expect(levelOf(Int16Array.of(0, -32_768))).toBe(1);
  expect(levelOf(Int16Array.of(Math.round(32_768 * 10 ** (-30 / 20))))).toBeCloseTo(0.5, 2);
});

test('a quiet room is shown as silence', () => {
  expect(levelOf(Int16Array.of(20))).toBe(0);
});
