/** The virtual clock: what is to happen, in the order of its time; where times are equal, chance decides. */
import type { Chance } from './chance.ts';

export interface Happening {
  readonly at: number;
  readonly order: number;
  /** Undefined: called off. */
  run: (() => void) | undefined;
}

/** A binary heap on two keys. */
export class Scheduler {
  /** True time, epoch ms. Nobody inside reads it but through a clock of its own. */
  now: number;
  /** Happenings so far. */
  steps = 0;
  readonly #chance: Chance;
  readonly #heap: Happening[] = [];

  constructor(startMs: number, chance: Chance) {
    this.now = startMs;
    this.#chance = chance;
  }

  /** How much is to happen yet. */
  get pending(): number {
    return this.#heap.filter(({ run }) => run !== undefined).length;
  }

  readonly after = (ms: number, run: () => void): Happening => {
    const happening = { at: this.now + Math.max(0, ms), order: this.#chance.bits(), run };
    const heap = this.#heap;
    let index = heap.push(happening) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || isBefore(above, happening)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = happening;
    return happening;
  };

  /** Lets the next thing happen. False: nothing is to happen any more. */
  step(): boolean {
    for (;;) {
      const next = this.#pop();
      if (next === undefined) return false;
      const { run } = next;
      if (run === undefined) continue;
      this.now = Math.max(this.now, next.at);
      this.steps += 1;
      run();
      return true;
    }
  }

  #pop(): Happening | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || first === last) return first;
    let index = 0;
    for (;;) {
      const [left, right] = [heap[2 * index + 1], heap[2 * index + 2]];
      if (left === undefined) break;
      const [child, at] =
        right !== undefined && isBefore(right, left) ? [right, 2 * index + 2] : [left, 2 * index + 1];
      if (isBefore(last, child)) break;
      heap[index] = child;
      index = at;
    }
    heap[index] = last;
    return first;
  }
}

const isBefore = (a: Happening, b: Happening): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
