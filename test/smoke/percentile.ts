/** Percentiles by the nearest-rank method: always a value that was measured. */

/** @param percent above 0, at most 100. @throws RangeError where nothing was measured */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.ceil((percent / 100) * sorted.length) - 1];
  if (value === undefined) throw new RangeError('A percentile of nothing.');
  return value;
}

/** `p50 12 ms, p95 30 ms, p99 41 ms, longest 50 ms (of 1000)`; a difference may be negative. */
export const spread = (valuesMs: readonly number[]): string =>
  [...[50, 95, 99].map((percent) => [`p${percent}`, percent] as const), ['longest', 100] as const]
    .map(([name, percent]) => `${name} ${Math.round(percentile(valuesMs, percent))} ms`)
    .join(', ') + ` (of ${valuesMs.length})`;
