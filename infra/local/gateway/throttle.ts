/** A token bucket: so many at once, so many a second after that. */
import type { Rate } from './limits.ts';

export interface Throttle {
  /** Whether one more is let through now. */
  admits(): boolean;
}

/** @param now epoch milliseconds */
export function createThrottle({ perSecond, burst }: Rate, now: () => number): Throttle {
  let tokens = burst;
  let filledAt = now();
  return {
    admits() {
      const at = now();
      tokens = Math.min(burst, tokens + (Math.max(0, at - filledAt) / 1000) * perSecond);
      filledAt = at;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
