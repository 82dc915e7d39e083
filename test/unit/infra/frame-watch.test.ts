/** Frame sizes and kinds, seen in the bytes however these arrive. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { watchFrames } from '../../../infra/local/gateway/frame-watch.ts';

const limits = { frameBytes: 300, messageBytes: 70_000 };

interface Frame {
  readonly final: boolean;
  readonly opcode: number;
  readonly payloadBytes: number;
}
const text = (payloadBytes: number, final = true): Frame => ({ final, opcode: 1, payloadBytes });
const more = (payloadBytes: number, final = false): Frame => ({ final, opcode: 0, payloadBytes });

/** A client's frame, masked; its payload looks like headers of forbidden frames. */
function bytesOf({ final, opcode, payloadBytes }: Frame): Buffer {
  const first = (final ? 0x80 : 0) | opcode;
  const length =
    payloadBytes < 126
      ? Buffer.from([payloadBytes | 0x80])
      : payloadBytes < 65_536
        ? Buffer.from([126 | 0x80, payloadBytes >> 8, payloadBytes & 0xff])
        : Buffer.concat([Buffer.from([127 | 0x80, 0, 0, 0, 0]), uint32(payloadBytes)]);
  return Buffer.concat([Buffer.from([first]), length, Buffer.alloc(4 + payloadBytes, 0x82)]);
}
function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function violations(chunks: readonly Buffer[], watched = limits): number[] {
  const codes: number[] = [];
  const watch = watchFrames(watched, ({ code }) => codes.push(code));
  for (const chunk of chunks) watch(chunk);
  return codes;
}
const codesOf = (frames: readonly Frame[], watched = limits) => violations(frames.map(bytesOf), watched);

describe('the watch on frames', () => {
  it('lets a frame of the limit pass, and reports one that is a byte longer with 1009', () => {
    expect(codesOf([text(300)])).toEqual([]);
    expect(codesOf([text(301)])).toEqual([1009]);
  });

  it('reads lengths of every width', () => {
    const wide = { frameBytes: 70_000, messageBytes: 1_000_000 };
    expect(codesOf([text(125), text(126), text(65_535), text(65_536), text(70_000)], wide)).toEqual([]);
    expect(codesOf([text(70_001)], wide)).toEqual([1009]);
  });

  it('adds up the frames of one message, and starts again with the next', () => {
    const small = { frameBytes: 100, messageBytes: 250 };
    expect(codesOf([text(100, false), more(100), more(50, true), text(100)], small)).toEqual([]);
    expect(codesOf([text(100, false), more(100), more(51, true)], small)).toEqual([1009]);
  });

  it('does not count control frames in the middle of a message', () => {
    const ping: Frame = { final: true, opcode: 9, payloadBytes: 125 };
    const small = { frameBytes: 100, messageBytes: 200 };
    expect(codesOf([text(100, false), ping, more(100, true)], small)).toEqual([]);
  });

  it('reports a binary frame with 1003, once, and nothing after it', () => {
    expect(codesOf([{ final: true, opcode: 2, payloadBytes: 3 }, text(301)])).toEqual([1003]);
  });

  it('sees the same however the bytes are split', () => {
    const frame = fc.record({
      final: fc.boolean(),
      opcode: fc.constantFrom(0, 1, 1, 2, 8, 9),
      payloadBytes: fc.oneof(fc.nat(125), fc.integer({ min: 120, max: 320 })),
    });
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 40 })),
        (frames, sizes) => {
          const whole = Buffer.concat(frames.map(bytesOf));
          const chunks: Buffer[] = [];
          for (let at = 0, index = 0; at < whole.length; index += 1) {
            const size = sizes[index % Math.max(1, sizes.length)] ?? whole.length;
            chunks.push(whole.subarray(at, at + size));
            at += size;
          }
          expect(violations(chunks)).toEqual(violations([whole]));
        },
      ),
    );
  });
});
