/** How far behind the speaker a listener hears, as far as two clocks on two machines can tell. */

/** So many of the latest frames are looked at: about the last ten seconds of sound. */
const WINDOW = 120;
/** A machine that keeps its time by the network is rarely off by more; and no sound is older that is still played. */
const PLAUSIBLE_MS = 8_000;

export interface RunningDelay {
  readonly ms: number;
  /**
   * Whether the two machines' clocks agree, so that capture and hearing can be compared: then it is the whole way. Where they
   * do not, it is what this machine knows by itself: how much later than the quickest frame, and how long it waits here.
   */
  readonly whole: boolean;
}

export class DelayEstimate {
  readonly #latenesses: number[] = [];

  /**
   * @param capturedAt when the frame's first sample was spoken, by the speaker's clock; epoch ms
   * @param receivedAt by this machine's; epoch ms
   */
  received(capturedAt: number, receivedAt: number): void {
    this.#latenesses.push(receivedAt - capturedAt);
    if (this.#latenesses.length > WINDOW) this.#latenesses.shift();
  }

  /** @param queuedMs of sound that waits to be played */
  at(queuedMs: number): RunningDelay | undefined {
    const latest = this.#latenesses.at(-1);
    if (latest === undefined) return undefined;
    const least = Math.min(...this.#latenesses);
    const whole = least >= 0 && least < PLAUSIBLE_MS;
    return { ms: Math.round((whole ? latest : latest - least) + queuedMs), whole };
  }
}
