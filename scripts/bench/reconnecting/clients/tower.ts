/** Says a number to everybody below, as long as somebody is in the arena. */
import { CADENCE_MS, type Arena } from './contender.ts';

export class Tower {
  /** So far. */
  said = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(arena: Arena) {
    this.#timer = setInterval(() => {
      this.said += 1;
      arena.tell(this.said);
    }, CADENCE_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
