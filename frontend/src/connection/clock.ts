/** A monotonic clock that also counts the time the machine slept, which some systems leave out of theirs. */
import type { Environment } from './environment.ts';

/** Less is a correction of the wall clock, or a busy machine. */
const sleepMs = 30_000;

export interface Clock {
  readonly now: () => number;
  /** Whether the wall clock went on while the monotonic one stood. From then on `now` includes that time. */
  hasSlept(): boolean;
}

export function clockOf(environment: Environment): Clock {
  let unseenMs = 0;
  const { performance } = environment;
  const monotonic = (): number => performance.timeOrigin + performance.now();
  const ahead = (): number => environment.Date.now() - monotonic();
  let aheadMs = ahead();
  return {
    now: () => monotonic() + unseenMs,
    hasSlept() {
      const sleptMs = ahead() - aheadMs;
      // Naps add up, or a machine that nods off often would think its lease longer than it is.
      if (sleptMs >= 0 && sleptMs < sleepMs) return false;
      aheadMs += sleptMs;
      if (sleptMs < 0) return false;
      unseenMs += sleptMs;
      return true;
    },
  };
}
