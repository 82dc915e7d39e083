import fc from 'fast-check';
import { expect, test } from 'vitest';
import { delayMs, promptDelayMs } from '../../../../frontend/src/connection/backoff.ts';

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('the first try comes at any instant of two seconds', () => {
  expect(delayMs(0, 0)).toBe(0);
  expect(delayMs(0, 0.999)).toBeCloseTo(1_998);
});

test.each([
  [1, 1_000, 2_000],
  [2, 2_000, 4_000],
  [3, 4_000, 8_000],
  [4, 8_000, 16_000],
  [5, 15_000, 30_000],
  [60, 15_000, 30_000],
])('after %i failures it waits %i to %i ms', (tries, least, most) => {
  expect(delayMs(tries, 0)).toBe(least);
  fc.assert(
    fc.property(random, (chance) => {
      expect(delayMs(tries, chance)).toBeGreaterThanOrEqual(least);
      expect(delayMs(tries, chance)).toBeLessThanOrEqual(most);
    }),
  );
});

test('the server’s hint is never undercut, and those who were told the same stay spread', () => {
  fc.assert(
    fc.property(fc.nat(40), random, fc.nat(60_000), (tries, chance, retryAfterMs) => {
      expect(delayMs(tries, chance, retryAfterMs)).toBeGreaterThanOrEqual(retryAfterMs);
    }),
  );
  expect(delayMs(1, 0.9, 5_000)).toBeGreaterThan(delayMs(1, 0.1, 5_000));
});

test('a prompt attempt comes within a second', () => {
  expect(promptDelayMs(0)).toBe(0);
  expect(promptDelayMs(0.999)).toBeLessThan(1_000);
});
