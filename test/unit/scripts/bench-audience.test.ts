// What the audience's delays and losses are read from.
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { frame } from '#protocol/frames.ts';
import { limits } from '#protocol/limits.ts';
import { fromSeq, heard, missedUpTo } from '../../../scripts/bench/audience/hearing.ts';
import { FRAME_MS, soundFrame, stampOf, takeMessageful } from '../../../scripts/bench/audience/sound.ts';

const CAPTURED_AT_MS = 1_795_000_000_000.625;

describe('a listener', () => {
  const after = (...seqs: number[]) => seqs.reduce(heard, fromSeq(3));

  test('that heard every frame once missed none', () => {
    expect(missedUpTo(after(3, 4, 5), 5)).toBe(0);
    expect(after(3, 4, 5).doubled).toBe(0);
  });

  test('misses what was skipped, and what did not come at the end', () => {
    expect(missedUpTo(after(3, 6), 6)).toBe(2);
    expect(missedUpTo(after(3, 6), 8)).toBe(4);
    expect(missedUpTo(after(), 5)).toBe(3);
  });

  test('that hears a frame again, or one from before it joined, has it doubled and misses nothing by it', () => {
    const hearing = after(2, 3, 4, 3, 5);
    expect(hearing.doubled).toBe(2);
    expect(missedUpTo(hearing, 5)).toBe(0);
  });
});

describe('a frame of sound', () => {
  test('is one of the contract’s, and as long as it says', () => {
    const sound = soundFrame(1, CAPTURED_AT_MS);
    expect(v.is(frame, sound)).toBe(true);
    expect(Buffer.from(sound.data, 'base64')).toHaveLength((FRAME_MS * 16_000 * 2) / 1_000);
  });

  test('tells when it was captured, to the fraction of a millisecond', () => {
    expect(stampOf(soundFrame(1, CAPTURED_AT_MS))).toBe(CAPTURED_AT_MS);
  });
});

describe('a message', () => {
  const captured = (count: number) =>
    Array.from({ length: count }, (_, index) => soundFrame(index + 1, CAPTURED_AT_MS));

  test('takes what was captured, from the front, and leaves what does not fit', () => {
    const waiting = captured(5);
    const taken = takeMessageful(waiting);
    expect([...taken, ...waiting].map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(taken).toHaveLength(3);
  });

  test('is as large as it may be, and no larger', () => {
    const message = (frames: object[]) => JSON.stringify({ action: 'sendFrames', frames }).length;
    expect(message(takeMessageful(captured(9)))).toBeLessThan(limits.messageBytes);
    expect(message(captured(4))).toBeGreaterThan(limits.messageBytes);
  });

  test('of the only frame there is leaves none', () => {
    const waiting = captured(1);
    expect(takeMessageful(waiting)).toHaveLength(1);
    expect(waiting).toEqual([]);
  });
});
