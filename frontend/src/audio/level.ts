/** How loud a frame is, as a meter shows it. */

/** Quieter than this is shown as nothing: a quiet room. In decibels below full scale. */
const FLOOR_DB = -60;

/** @returns 0 (silence) to 1 (full scale), even steps being even to the ear */
export function levelOf(samples: Int16Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  if (peak === 0) return 0;
  const decibels = 20 * Math.log10(peak / 32_768);
  return Math.max(0, 1 - decibels / FLOOR_DB);
}
