/** The record of a day: when the page said "on the air" and when not, held against what happened to it. */
import type { View } from '../../../frontend/src/connection/view.ts';

/** What may cost a moment: the laptop napped, or the gateway cut every connection. */
export type Cause = 'nap' | 'deploy';

export interface Gap {
  /** The last thing that happened before; undefined: nothing that could be the reason. */
  readonly cause: Cause | undefined;
  readonly ms: number;
}

/** A gap that begins later than this after a nap or a cut has another reason. */
const FOLLOWS_WITHIN_MS = 30_000;

export class OnAir {
  readonly gaps: Gap[] = [];
  /** Changes of connection while the page was on the air throughout. */
  moves = 0;
  oldestConnectionMs = 0;
  #offSince: number | undefined;
  #connectionNumber: number | undefined;
  #last: { readonly cause: Cause; readonly at: number } | undefined;

  /** Called when the machine is awake again, and when connections are cut. */
  happened(cause: Cause, now: number): void {
    this.#last = { cause, at: now };
  }

  /** After every step of the day that the machine is awake. */
  look({ connection, onAir }: View, now: number, pageNow: number): void {
    if (!onAir || connection === undefined) {
      this.#offSince ??= now;
      return;
    }
    const { connectionNumber, openedAt } = connection;
    this.oldestConnectionMs = Math.max(this.oldestConnectionMs, pageNow - openedAt);
    if (this.#offSince !== undefined) this.#ends(this.#offSince, now);
    else if (this.#connectionNumber !== undefined && connectionNumber !== this.#connectionNumber)
      this.moves += 1;
    this.#connectionNumber = connectionNumber;
  }

  #ends(since: number, now: number): void {
    this.#offSince = undefined;
    const last = this.#last;
    const cause = last !== undefined && since - last.at <= FOLLOWS_WITHIN_MS ? last.cause : undefined;
    this.gaps.push({ cause, ms: now - since });
  }
}
