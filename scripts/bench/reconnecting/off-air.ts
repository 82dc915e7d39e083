/** What counts as off the air, judged by what arrived alone: whoever hears a speaker knows nothing of sockets. */

/** A silence that is longer than the usual ones by less than this is noise of the machine. */
const NOISE_MS = 100;

export interface Silences {
  /** How often something is said. */
  readonly cadenceMs: number;
  /** Instants at which something arrived, in order. */
  readonly arrivals: readonly number[];
  /** When all was well, until when it was, and when the last thing was said. */
  readonly from: number;
  readonly until: number;
  readonly end: number;
}

/**
 * @returns ms of all silences since `until` beyond the longest one before it; Infinity where the last of them did not end
 */
export function offAirMs({ cadenceMs, arrivals, from, until, end }: Silences): number {
  const usual = Math.max(cadenceMs, ...gaps([from, ...arrivals.filter((at) => at > from && at <= until)]));
  const since = Math.max(from, ...arrivals.filter((at) => at <= until));
  const after = arrivals.filter((at) => at > until && at <= end);
  const last = after.at(-1) ?? since;
  if (end - last > usual + NOISE_MS) return Infinity;
  return gaps([since, ...after])
    .filter((silence) => silence > usual + NOISE_MS)
    .reduce((sum, silence) => sum + silence - usual, 0);
}

const gaps = (instants: readonly number[]): number[] =>
  instants.slice(1).map((at, index) => at - (instants[index] ?? at));
