// Samples on their way to the wire and back.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBase64, toBase64 } from '../../../../frontend/src/audio/base64.ts';
import { bytesOfPcm, pcmOfBytes, toFloats, toPcm } from '../../../../frontend/src/audio/pcm.ts';

const pcm = fc.array(fc.integer({ min: -32_768, max: 32_767 })).map((samples) => Int16Array.from(samples));

test('samples come back from the wire as they were', () => {
  fc.assert(
    fc.property(pcm, (samples) => {
      expect(pcmOfBytes(fromBase64(toBase64(bytesOfPcm(samples))))).toEqual(samples);
      expect(toPcm(toFloats(samples))).toEqual(samples);
    }),
  );
});

test('the wire has the low byte of a sample first', () => {
  expect([...bytesOfPcm(Int16Array.of(1, -2))]).toEqual([1, 0, 0xfe, 0xff]);
});

test('what is louder than full scale is cut off there', () => {
  expect([...toPcm(Float32Array.of(1.5, 1, -1, -1.5))]).toEqual([32_767, 32_767, -32_768, -32_768]);
});

test('only the samples that are pointed to travel', () => {
  const samples = Int16Array.of(1, 2, 3, 4).subarray(1, 3);
  expect([...pcmOfBytes(fromBase64(toBase64(bytesOfPcm(samples))))]).toEqual([2, 3]);
});

test('half a sample at the end is dropped', () => {
  expect([...pcmOfBytes(Uint8Array.of(1, 0, 7))]).toEqual([1]);
});
