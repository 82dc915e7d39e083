import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  attemptDelayMs,
  commandDelayMs,
  promptDelayMs,
} from '../../../../frontend/src/connection/backoff.ts';

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('the first try comes at any instant of two seconds', () => {
  expect(attemptDelayMs(0, 0)).toBe(0);
  expect(attemptDelayMs(0, 0.999)).toBeCloseTo(1_998);
});

test.each([
  [1, 2_500, 3_500],
  [2, 3_000, 10_000],
  [3, 5_000, 12_000],
  [4, 5_000, 15_000],
  [60, 5_000, 15_000],
])('after %i failures the next attempt waits %i to %i ms', (tries, least, most) => {
  expect(attemptDelayMs(tries, 0)).toBe(least);
  expect(attemptDelayMs(tries, 0.999_999)).toBeCloseTo(most, -2);
  fc.assert(
    fc.property(random, (chance) => {
      expect(attemptDelayMs(tries, chance)).toBeGreaterThanOrEqual(least);
      expect(attemptDelayMs(tries, chance)).toBeLessThanOrEqual(most);
    }),
  );
});

test('there is no fourth attempt within 10 s, whatever chance says', () => {
  const fourthAt = [0, 1, 2, 3].reduce((at, tries) => at + attemptDelayMs(tries, 0), 0);
  expect(fourthAt).toBeGreaterThan(10_000);
});

test.each([
  [1, 1_000, 2_000],
  [2, 2_000, 4_000],
  [3, 4_000, 8_000],
  [4, 8_000, 16_000],
  [5, 15_000, 30_000],
  [60, 15_000, 30_000],
])('a command refused %i times waits %i to %i ms', (refusals, least, most) => {
  expect(commandDelayMs(refusals, 0)).toBe(least);
  fc.assert(
    fc.property(random, (chance) => {
      expect(commandDelayMs(refusals, chance)).toBeGreaterThanOrEqual(least);
      expect(commandDelayMs(refusals, chance)).toBeLessThanOrEqual(most);
    }),
  );
});

test('the server’s hint is never undercut, and those who were told the same stay spread', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), random, fc.nat(60_000), (refusals, chance, retryAfterMs) => {
      expect(commandDelayMs(refusals, chance, retryAfterMs)).toBeGreaterThanOrEqual(retryAfterMs);
    }),
  );
  expect(commandDelayMs(1, 0.9, 5_000)).toBeGreaterThan(commandDelayMs(1, 0.1, 5_000));
});

test('a prompt attempt comes within a second', () => {
  expect(promptDelayMs(0)).toBe(0);
  expect(promptDelayMs(0.999)).toBeLessThan(1_000);
});
