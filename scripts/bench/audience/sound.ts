/** Captured sound as frames, with the instant of its capture in its own first bytes, and how much of it makes a message. */
import { limits } from '#protocol/limits.ts';

export const FRAME_MS = 200;
const SAMPLES_PER_MS = 16;
const BYTES_PER_SAMPLE = 2;
const STAMP_BYTES = Float64Array.BYTES_PER_ELEMENT;
/** Base64 of three bytes. */
const BASE64_GROUP = 4;
/** So many characters hold the stamp. */
const STAMP_CHARACTERS = Math.ceil(STAMP_BYTES / 3) * BASE64_GROUP;
/** What a message is beside its frames, generously. */
const ENVELOPE_BYTES = 512;

export interface SoundFrame {
  readonly seq: number;
  readonly kind: 'audio';
  readonly capturedAt: number;
  readonly contentType: 'audio/pcm;rate=16000';
  readonly durationMs: number;
  readonly data: string;
}

/** Milliseconds since 1970, with fractions, of a clock that all processes of this machine share. */
export const nowMs = (): number => performance.timeOrigin + performance.now();

/** @param capturedAtMs when its last sample was there; `capturedAt` tells it in whole milliseconds alone */
export function soundFrame(seq: number, capturedAtMs: number): SoundFrame {
  const samples = Buffer.alloc(FRAME_MS * SAMPLES_PER_MS * BYTES_PER_SAMPLE);
  samples.writeDoubleLE(capturedAtMs);
  return {
    seq,
    kind: 'audio',
    capturedAt: Math.round(capturedAtMs),
    contentType: 'audio/pcm;rate=16000',
    durationMs: FRAME_MS,
    data: samples.toString('base64'),
  };
}

/** When the frame's last sample was captured. */
export const stampOf = ({ data }: Pick<SoundFrame, 'data'>): number =>
  Buffer.from(data.slice(0, STAMP_CHARACTERS), 'base64').readDoubleLE();

/** Takes as many frames off the front as fit into one message. */
export function takeMessageful(captured: SoundFrame[]): SoundFrame[] {
  let left = limits.messageBytes - ENVELOPE_BYTES;
  const fits = captured.slice(0, limits.framesPerMessage).findIndex((frame) => {
    left -= JSON.stringify(frame).length + 1;
    return left < 0;
  });
  return captured.splice(0, fits === -1 ? limits.framesPerMessage : fits);
}
