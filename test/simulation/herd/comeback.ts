/** The curve of a crowd that comes back: who was back when, and how often they knocked. */

/** 200 handshakes a second are the gateway's 500 for as long as this; finer shows nothing new. */
const BUSIEST_WITHIN_MS = 1_000;

export class Comeback {
  readonly clients: number;
  attempts = 0;
  /** Instants of return, ms after the drop, in order. */
  readonly #backAt: number[] = [];
  readonly #attemptsBySecond: number[] = [];

  constructor(clients: number) {
    this.clients = clients;
  }

  attempted(afterMs: number): void {
    this.attempts += 1;
    const second = Math.floor(afterMs / BUSIEST_WITHIN_MS);
    this.#attemptsBySecond[second] = (this.#attemptsBySecond[second] ?? 0) + 1;
  }

  back(afterMs: number): void {
    this.#backAt.push(afterMs);
  }

  get attemptsPerClient(): number {
    return this.attempts / this.clients;
  }

  get busiestSecond(): number {
    return this.#attemptsBySecond.reduce((most, each) => Math.max(most, each), 0);
  }

  /** From 0 to 1. */
  shareBackWithin(ms: number): number {
    const later = this.#backAt.findIndex((at) => at > ms);
    return (later === -1 ? this.#backAt.length : later) / this.clients;
  }

  /** After how many ms so much of the crowd (0 to 1) was back; Infinity: never. */
  msUntil(share: number): number {
    return this.#backAt[Math.ceil(share * this.clients) - 1] ?? Infinity;
  }
}
