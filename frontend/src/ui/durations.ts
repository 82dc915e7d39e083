/** Spans of time as a person reads them. All in ms. */

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** What is left, never negative; the last second counts as one until it is over. */
export const secondsLeft = (ms: number): number => Math.max(0, Math.ceil(ms / secondMs));

/** As a clock: `4:07`, `1:04:07`. */
export function clockTime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / secondMs));
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** In words, roughly: `12 s`, `4 min`, `3 h 20 min`. */
export function roughly(ms: number): string {
  if (ms < minuteMs) return `${Math.max(0, Math.floor(ms / secondMs))} s`;
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)} min`;
  const minutes = Math.floor((ms % hourMs) / minuteMs);
  const hours = `${Math.floor(ms / hourMs)} h`;
  return minutes === 0 ? hours : `${hours} ${minutes} min`;
}

/** Until then, rounded up, so that no one is told to come back too early. */
export const minutesUntil = (ms: number): string => `${Math.max(1, Math.ceil(ms / minuteMs))} min`;

/** To a tenth, as far as it tells something: `0.4 s`, `2.5 s`, `12 s`. */
export function seconds(ms: number): string {
  const value = ms / secondMs;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} s`;
}
