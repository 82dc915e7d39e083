/** Makes wire frames out of captured samples: Opus where the browser has an encoder for it, else the samples themselves. */
import type { CapturedFrame } from '../connection/speaker.ts';
import { bytesOfPcm } from './pcm.ts';
import { toBase64 } from './base64.ts';
import { frameMs, msOf, SAMPLE_RATE_HZ, soundContent, type SoundFormat } from './sound-format.ts';

export interface FrameEncoder {
  /**
   * @param samples one frame of the format's length
   * @param capturedAt epoch ms of its first sample
   */
  encode(samples: Int16Array<ArrayBuffer>, capturedAt: number): void;
  close(): void;
}

const opusConfig = {
  codec: 'opus',
  sampleRate: SAMPLE_RATE_HZ,
  numberOfChannels: 1,
  // Speech of full quality at this width, by Opus's own recommendation (RFC 7587, section 3.1.1: 16 to 20 and more).
  bitrate: 24_000,
  opus: { frameDuration: frameMs.opus * 1_000 },
} as const satisfies AudioEncoderConfig;

/** @returns what this browser can send, best first */
export async function offeredFormats(): Promise<readonly SoundFormat[]> {
  if (typeof AudioEncoder === 'undefined') return ['pcm'];
  try {
    const { supported } = await AudioEncoder.isConfigSupported(opusConfig);
    return supported === true ? ['opus', 'pcm'] : ['pcm'];
  } catch {
    // A browser that knows no frame duration of this length says so with a TypeError.
    return ['pcm'];
  }
}

/** @param broken the encoder gave up and takes nothing more; never for `pcm` */
export function createFrameEncoder(
  format: SoundFormat,
  emit: (frame: CapturedFrame) => void,
  broken: () => void,
): FrameEncoder {
  switch (format) {
    case 'opus':
      return opusEncoder(emit, broken);
    case 'pcm':
      return {
        encode(samples, capturedAt) {
          const durationMs = msOf(samples.length);
          const data = toBase64(bytesOfPcm(samples));
          emit({ kind: 'audio', capturedAt, contentType: soundContent.pcm, durationMs, data });
        },
        close() {
          // It holds nothing.
        },
      };
  }
}

function opusEncoder(emit: (frame: CapturedFrame) => void, broken: () => void): FrameEncoder {
  // A frame in is a packet out, in order: the lengths are the same.
  const capturedAts: number[] = [];
  const encoder = new AudioEncoder({
    output(packet) {
      const bytes = new Uint8Array(packet.byteLength);
      packet.copyTo(bytes);
      const capturedAt = capturedAts.shift();
      if (capturedAt === undefined) return;
      const data = toBase64(bytes);
      emit({ kind: 'audio', capturedAt, contentType: soundContent.opus, durationMs: frameMs.opus, data });
    },
    error: broken,
  });
  encoder.configure(opusConfig);
  return {
    encode(samples, capturedAt) {
      if (encoder.state !== 'configured') return;
      capturedAts.push(capturedAt);
      const sound = new AudioData({
        format: 's16',
        sampleRate: SAMPLE_RATE_HZ,
        numberOfChannels: 1,
        numberOfFrames: samples.length,
        timestamp: capturedAt * 1_000,
        data: samples,
      });
      encoder.encode(sound);
      sound.close();
    },
    close() {
      if (encoder.state !== 'closed') encoder.close();
    },
  };
}
