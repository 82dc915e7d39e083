// What is heard of what arrives unevenly.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JitterBuffer, MOST_MS, TARGET_MS } from '../../../../frontend/src/audio/jitter-buffer.ts';
import { samplesIn } from '../../../../frontend/src/audio/sound-format.ts';

const target = samplesIn(TARGET_MS);
const most = samplesIn(MOST_MS);
const BLOCK = 128;

/** Samples that tell their place: small numbers that a 32-bit float holds exactly, never 0. */
const counting = (from: number, length: number) =>
  Float32Array.from({ length }, (_, index) => from + index + 1);

function take(buffer: JitterBuffer, length = BLOCK): number[] {
  const output = new Float32Array(length);
  buffer.take(output);
  return [...output];
}

describe('before it plays', () => {
  test('it waits until it has its target', () => {
    const buffer = new JitterBuffer();
    buffer.add(counting(0, target - 1));
    expect(take(buffer)).toEqual(Array(BLOCK).fill(0));
    buffer.add(counting(target - 1, 1));
    expect(take(buffer)).toEqual([...counting(0, BLOCK)]);
  });
});

describe('while it plays', () => {
  test('what runs dry is silence, and then it waits for its target again', () => {
    const buffer = new JitterBuffer();
    buffer.add(counting(0, target));
    expect(take(buffer, target + 2).slice(-3)).toEqual([target, 0, 0]);
    buffer.add(counting(target, target - 1));
    expect(take(buffer, 1)).toEqual([0]);
    buffer.add(counting(2 * target - 1, 1));
    expect(take(buffer, 1)).toEqual([target + 1]);
  });

  test('as much as it may hold is all played', () => {
    const buffer = new JitterBuffer();
    buffer.add(counting(0, most));
    expect([buffer.queued, buffer.skipped]).toEqual([most, 0]);
    expect(take(buffer, 1)).toEqual([1]);
  });

  test('one sample more, and it skips to its target, oldest first, and counts that', () => {
    const buffer = new JitterBuffer();
    buffer.add(counting(0, most));
    take(buffer, 10);
    buffer.add(counting(most, 11));
    expect([buffer.queued, buffer.skipped]).toEqual([target, most + 1 - target]);
    expect(take(buffer, 1)).toEqual([most + 11 - target + 1]);
  });
});

test('every sample is played once and in order, or counted as skipped', () => {
  const step = fc.oneof(
    fc.record({ add: fc.integer({ min: 0, max: most }) }),
    fc.record({ take: fc.integer({ min: 1, max: most }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const buffer = new JitterBuffer();
      let added = 0;
      let last = 0;
      let played = 0;
      for (const step of steps) {
        if ('add' in step) {
          buffer.add(counting(added, step.add));
          added += step.add;
        } else
          for (const sample of take(buffer, step.take).filter((sample) => sample !== 0)) {
            if (sample <= last) throw new Error(`${sample} after ${last}`);
            last = sample;
            played += 1;
          }
      }
      expect(played + buffer.skipped + buffer.queued).toBe(added);
    }),
  );
});
