/** Samples as the audio system has them (floats from -1 to 1) and as they travel (16-bit, little-endian). */

const FULL_SCALE = 32_768;

/** What is louder than full scale is cut off there. */
export function toPcm(samples: Float32Array): Int16Array<ArrayBuffer> {
  const pcm = new Int16Array(samples.length);
  for (const [index, sample] of samples.entries())
    pcm[index] = Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, Math.round(sample * FULL_SCALE)));
  return pcm;
}

export function toFloats(pcm: Int16Array): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(pcm.length);
  for (const [index, sample] of pcm.entries()) samples[index] = sample / FULL_SCALE;
  return samples;
}

// Every machine that a browser runs on is little-endian, as the format is: the bytes are the samples' own.

export const bytesOfPcm = ({ buffer, byteOffset, byteLength }: Int16Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** A last byte without its other half is dropped. */
export const pcmOfBytes = ({
  buffer,
  byteOffset,
  byteLength,
}: Uint8Array<ArrayBuffer>): Int16Array<ArrayBuffer> =>
  new Int16Array(buffer, byteOffset, Math.floor(byteLength / 2));
