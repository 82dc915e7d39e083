/** What a listener is told of the sound itself: how late it is, and what is missing. */
import type { RunningDelay } from '../audio/running-delay.ts';
import { seconds } from '../ui/durations.ts';
import type { FollowingState, Gap } from './following.ts';

/** Finer steps would be no truer. */
const STEP_MS = 10;

export function delayWords(delay: RunningDelay | undefined): string {
  if (delay === undefined) return 'not known yet';
  const ms = Math.round(delay.ms / STEP_MS) * STEP_MS;
  const time = ms < 10_000 ? `${ms} ms` : seconds(ms);
  return delay.whole ? `about ${time} behind` : `at least ${time} behind`;
}

/** What is not heard: sound whose length is known, and beside it frames of which nobody knows how long they were. */
export interface Missing {
  readonly ms: number;
  readonly seqs: number;
}

export const missingIn = ({ ms = 0, seqs }: Pick<Gap, 'ms' | 'seqs'>): Missing =>
  ms > 0 ? { ms, seqs: 0 } : { ms: 0, seqs };

export const sumOf = (one: Missing, other: Missing): Missing => ({
  ms: one.ms + other.ms,
  seqs: one.seqs + other.seqs,
});

export function missingWords({ ms, seqs }: Missing): string {
  const pieces = seqs === 1 ? '1 piece' : `${seqs} pieces`;
  const parts = [ms > 0 ? seconds(ms) : '', seqs > 0 ? pieces : ''].filter((part) => part !== '');
  return parts.length === 0 ? 'nothing' : parts.join(' and ');
}

/** Why nothing is heard, where a press on "Listen" does not help. */
export function unheardWords({ sound, unplayable }: Pick<FollowingState, 'sound' | 'unplayable'>): string {
  switch (sound) {
    case 'notLoaded':
      return 'The player could not be loaded. Check your network, then try again.';
    case 'unsupported':
      return CANNOT_PLAY;
    case 'opening':
    case 'blocked':
    case 'playing':
      return unplayable ? CANNOT_PLAY : '';
  }
}

// On a phone another browser may be the same one by another name.
const CANNOT_PLAY =
  'This browser cannot play what the speaker sends. Update it or your system, or use another, such as Chrome, Edge or Firefox on a computer.';
