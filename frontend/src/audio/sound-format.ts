/** What sound is made of on its way: 16 kHz, one channel, in frames of one length for each format. */
import type { ContentType } from '#protocol/frames.ts';

/** Enough for speech, and what the wire's PCM means by `rate=16000`. */
export const SAMPLE_RATE_HZ = 16_000;

export type SoundFormat = 'opus' | 'pcm';

export const soundContent = {
  opus: 'audio/opus',
  pcm: 'audio/pcm;rate=16000',
} as const satisfies Record<SoundFormat, ContentType>;

/** 60 ms is the longest single Opus frame (RFC 6716, section 2.1.4); PCM has no such bound, and 100 ms are 3,200 bytes. */
export const frameMs = { opus: 60, pcm: 100 } as const satisfies Record<SoundFormat, number>;

/** Two or three frames a message. Each is a write, and a push for every listener; more of them would be heard later. */
export const BATCH_MS = 180;

export const samplesIn = (ms: number): number => (ms * SAMPLE_RATE_HZ) / 1_000;
export const msOf = (samples: number): number => (samples * 1_000) / SAMPLE_RATE_HZ;
