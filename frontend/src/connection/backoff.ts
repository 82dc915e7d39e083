/** How long to wait before trying again, so that a crowd dropped at once does not come back at once. */

/**
 * From and to, by the attempts that failed before. The first attempt comes soon; the second after a fault of 2.5 s, and
 * within 5 s of its end; from then on the ranges are so wide that 10,000 clients before a gateway that admits 500 a
 * second knock less than three times each (`npm run herd`), and end so soon that a long fault costs 15 s at most.
 */
const attemptRangesMs = [
  [0, 2_000],
  [2_500, 3_500],
  [3_000, 10_000],
  [5_000, 12_000],
] as const;
const lastRangeMs = [5_000, 15_000] as const;

const commandMs = 2_000;
const longestCommandMs = 30_000;
/** After waking, coming online or coming back to the page: at once, but not everyone in the same instant. */
const promptMs = 1_000;

/**
 * Before the next connection: any instant of its range.
 * @param tries attempts that failed in a row
 * @param random from 0 to below 1
 */
export function attemptDelayMs(tries: number, random: number): number {
  const [least, most] = attemptRangesMs[tries] ?? lastRangeMs;
  return least + random * (most - least);
}

/**
 * Before a refused command is sent again on its connection: U(½, 1) · 2 s · 2^k up to 30 s. The server's hint comes
 * on top, so that those who were told the same hint stay spread.
 * @param refusals so far, from 1
 * @param random from 0 to below 1
 */
export const commandDelayMs = (refusals: number, random: number, retryAfterMs = 0): number =>
  retryAfterMs + (0.5 + random / 2) * Math.min(longestCommandMs, commandMs * 2 ** (refusals - 1));

export const promptDelayMs = (random: number): number => random * promptMs;
