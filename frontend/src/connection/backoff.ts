/** How long to wait before the next attempt, so that a crowd dropped at once does not come back at once. */

/**
 * From and to, by the attempts that failed before. The first attempt comes soon; the second after a fault of 2.5 s, and
 * within 5 s of its end; from then on the ranges are so wide that 10,000 clients before a gateway that admits 500 a
 * second knock less than three times each (`npm run herd`).
 */
const rangesMs = [
  [0, 2_000],
  [2_500, 3_500],
  [3_000, 12_000],
  [8_000, 24_000],
  [15_000, 30_000],
] as const;
const [, , , , longestMs] = rangesMs;
/** After waking, coming online or coming back to the page: at once, but not everyone in the same instant. */
const promptMs = 1_000;

/**
 * Any instant of its range; the server's hint comes on top, so that those who were told the same hint stay spread.
 * @param tries attempts that failed in a row
 * @param random from 0 to below 1
 */
export function delayMs(tries: number, random: number, retryAfterMs = 0): number {
  const [least, most] = rangesMs[tries] ?? longestMs;
  return retryAfterMs + least + random * (most - least);
}

export const promptDelayMs = (random: number): number => random * promptMs;
