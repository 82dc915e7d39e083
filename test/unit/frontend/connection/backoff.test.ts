import fc from 'fast-check';
import { expect, test } from 'vitest';
import { delayMs, promptDelayMs } from '../../../../frontend/src/connection/backoff.ts';

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('the first try comes at any instant of two seconds', () => {
  expect(delayMs(0, 0)).toBe(0);
  expect(delayMs(0, 0.999)).toBeCloseTo(1_998);
});

test.each([
  [1, 2_500, 3_500],
  [2, 3_000, 12_000],
  [3, 8_000, 24_000],
  [4, 15_000, 30_000],
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

test('there is no fourth attempt within 10 s, whatever chance says', () => {
  const fourthAt = [0, 1, 2, 3].reduce((at, tries) => at + delayMs(tries, 0), 0);
  expect(fourthAt).toBeGreaterThan(10_000);
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
