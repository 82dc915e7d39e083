/** A monotonic clock that also counts the time the machine slept, which some systems leave out of theirs. */
import type { Environment } from './environment.ts';

/** Less is a correction of the wall clock, or a busy machine. */
const sleepMs = 30_000;
const watchEveryMs = 20_000;
/** Hidden pages are woken once a minute: later than that is sleep. */
const throttledMs = 70_000;

export class Clock {
  readonly #environment: Environment;
  #unseenMs = 0;
  #aheadMs: number;
  #timer: unknown;

  constructor(environment: Environment) {
    this.#environment = environment;
    this.#aheadMs = environment.wallClock() - environment.now();
  }

  now(): number {
    return this.#environment.now() + this.#unseenMs;
  }

  /** Whether the wall clock went on while the monotonic one stood. From then on `now` includes that time. */
  hasSlept(): boolean {
    const aheadMs = this.#environment.wallClock() - this.#environment.now();
    const sleptMs = aheadMs - this.#aheadMs;
    // Naps add up, or a machine that nods off often would think its lease longer than it is.
    if (sleptMs >= 0 && sleptMs < sleepMs) return false;
    this.#aheadMs = aheadMs;
    if (sleptMs < 0) return false;
    this.#unseenMs += sleptMs;
    return true;
  }

  /** Calls `slept` whenever a timer fires far too late. */
  watch(slept: () => void): void {
    const armedAt = this.#environment.wallClock();
    this.#timer = this.#environment.setTimeout(() => {
      const late = this.#environment.wallClock() - armedAt > watchEveryMs + throttledMs;
      // Both are asked: a clock that stood during the sleep is put right here.
      if (this.hasSlept() || late) slept();
      this.watch(slept);
    }, watchEveryMs);
  }

  unwatch(): void {
    this.#environment.clearTimeout(this.#timer);
  }
}
