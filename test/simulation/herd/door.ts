/** What lets so many in within each second and turns the rest away: a quota of the account, or what a table can write. */

const SECOND_MS = 1_000;

export class Door {
  readonly #perSecond: number;
  #second = -1;
  #admitted = 0;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  admits(nowMs: number): boolean {
    const second = Math.floor(nowMs / SECOND_MS);
    if (second !== this.#second) {
      this.#second = second;
      this.#admitted = 0;
    }
    if (this.#admitted >= this.#perSecond) return false;
    this.#admitted += 1;
    return true;
  }
}
