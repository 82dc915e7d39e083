/** How long to wait before the next attempt, so that a crowd dropped at once does not come back at once. */

const baseMs = 2_000;
const longestMs = 30_000;
/** After waking, coming online or coming back to the page: at once, but not everyone in the same instant. */
const promptMs = 1_000;

/**
 * The first try after U(0, 2 s), then U(½, 1) · 2 s · 2^k up to 30 s; the server's hint comes on top, so that those
 * who were told the same hint stay spread.
 * @param tries attempts that failed in a row
 * @param random from 0 to below 1
 */
export function delayMs(tries: number, random: number, retryAfterMs = 0): number {
  const own =
    tries === 0 ? random * baseMs : (0.5 + random / 2) * Math.min(longestMs, baseMs * 2 ** (tries - 1));
  return retryAfterMs + own;
}

export const promptDelayMs = (random: number): number => random * promptMs;
