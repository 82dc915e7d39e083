// Frames of one length out of blocks of any.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Framer } from '../../../../frontend/src/audio/framer.ts';
import { toFloats } from '../../../../frontend/src/audio/pcm.ts';

const counting = (from: number, length: number) =>
  toFloats(Int16Array.from({ length }, (_, index) => from + index));

test('frames hold every sample once and in order, however the blocks are cut', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.integer({ min: 0, max: 100 })),
      (length, blocks) => {
        const framer = new Framer(length);
        let from = 0;
        const frames = blocks.flatMap((size) => {
          const block = counting(from, size);
          from += size;
          return framer.add(block);
        });
        expect(frames.every((frame) => frame.length === length)).toBe(true);
        expect(frames.length).toBe(Math.floor(from / length));
        expect(frames.flatMap((frame) => [...frame])).toEqual(
          Array.from({ length: frames.length * length }, (_, index) => index),
        );
      },
    ),
  );
});

test('sound from before a silence is not put into one frame with what comes after', () => {
  const framer = new Framer(4);
  framer.add(counting(0, 3));
  framer.clear();
  expect(framer.add(counting(100, 4)).map((frame) => [...frame])).toEqual([[100, 101, 102, 103]]);
});
