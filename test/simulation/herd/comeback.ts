/** The curve of a crowd that comes back: who was back when, and how often they knocked. All times: ms after the drop. */

const SECOND_MS = 1_000;

export class Comeback {
  attempts = 0;
  readonly #clients: number;
  /** In order. */
  readonly #backAt: number[] = [];
  readonly #attemptsBySecond: number[] = [];

  constructor(clients: number) {
    this.#clients = clients;
  }

  attempted(at: number): void {
    this.attempts += 1;
    const second = Math.floor(at / SECOND_MS);
    this.#attemptsBySecond[second] = (this.#attemptsBySecond[second] ?? 0) + 1;
  }

  back(at: number): void {
    this.#backAt.push(at);
  }

  get attemptsPerClient(): number {
    return this.attempts / this.#clients;
  }

  /** Attempts in the second that had most of them. */
  get busiestSecond(): number {
    return this.#attemptsBySecond.reduce((most, each) => Math.max(most, each), 0);
  }

  /** From 0 to 1. */
  shareBackWithin(ms: number): number {
    let [back, notBack] = [0, this.#backAt.length];
    while (back < notBack) {
      const middle = (back + notBack) >> 1;
      if ((this.#backAt[middle] ?? Infinity) <= ms) back = middle + 1;
      else notBack = middle;
    }
    return back / this.#clients;
  }

  /** When so much of the crowd (0 to 1) was back; Infinity: never. */
  msUntil(share: number): number {
    return this.#backAt[Math.ceil(share * this.#clients) - 1] ?? Infinity;
  }
}
