// A still is made to fit before it is sent.
import { expect, test } from 'vitest';
import { type Attempt, fittingStill, MOST_STILL_BYTES } from '../../../../frontend/src/camera/still.ts';
import { limits } from '../../../../lambdas/protocol/limits.ts';

const sized = (...sizes: (number | null)[]) => {
  const attempts: Attempt[] = [];
  const encode = async (attempt: Attempt) => {
    const size = sizes[attempts.length] ?? null;
    attempts.push(attempt);
    return size === null ? null : { size };
  };
  return { attempts, encode };
};

test('a picture that is small enough is sent as it is', async () => {
  const { attempts, encode } = sized(MOST_STILL_BYTES, 1);
  expect(await fittingStill(encode)).toEqual({ size: MOST_STILL_BYTES });
  expect(attempts.length).toBe(1);
});

test('one byte more, and it is made again, never better or larger than before', async () => {
  const { attempts, encode } = sized(MOST_STILL_BYTES + 1, MOST_STILL_BYTES + 1, MOST_STILL_BYTES + 1, 500);
  expect(await fittingStill(encode)).toEqual({ size: 500 });
  expect(attempts.length).toBe(4);
  const pixels = attempts.map(({ scale }) => scale);
  expect(pixels).toEqual(pixels.toSorted((a, b) => b - a));
});

test('what fits in no way is not sent, nor is a picture that is none', async () => {
  expect(await fittingStill(async () => ({ size: 100_000 }))).toBeUndefined();
  expect(await fittingStill(async () => null)).toBeUndefined();
});

test('the largest still fits into a message, with 1 KB for what is around it', () => {
  expect(Math.ceil(MOST_STILL_BYTES / 3) * 4).toBeLessThanOrEqual(limits.messageBytes - 1_024);
});
