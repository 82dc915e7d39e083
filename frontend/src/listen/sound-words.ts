/** What a listener is told of the sound itself: how late it is, and what is missing. */
import type { RunningDelay } from '../audio/running-delay.ts';
import { seconds } from '../ui/durations.ts';

/** Finer steps would be no truer. */
const STEP_MS = 10;

export function delayWords(delay: RunningDelay | undefined): string {
  if (delay === undefined) return 'not known yet';
  const ms = Math.round(delay.ms / STEP_MS) * STEP_MS;
  const time = ms < 10_000 ? `${ms} ms` : seconds(ms);
  return delay.whole ? `about ${time} behind` : `at least ${time} behind`;
}

/** @param missing `ms` of sound, where that is known */
export function gapWords({
  ms = 0,
  seqs,
}: {
  readonly seqs: number;
  readonly ms?: number | undefined;
}): string {
  if (ms > 0) return seconds(ms);
  return seqs === 1 ? '1 piece' : `${seqs} pieces`;
}
