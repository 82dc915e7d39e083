/** What one listener's page heard, held against what was said, and against what its browser was given. */
import type { ServerMessage } from '#protocol/server-messages.ts';
import type { Heard } from '../../frontend/src/connection/listener.ts';
import type { Judge } from './judge.ts';

export class Hearing {
  /** The last seq that was heard; none before the first, which begins without a gap. */
  lastSeq: number | undefined;
  readonly #name: string;
  readonly #sessionId: string;
  readonly #judge: Judge;
  /** The highest epoch in which each seq has arrived here. */
  readonly #arrivedIn = new Map<number, number>();
  #highestEpoch = 0;
  /** Seqs that were told to be missing, since the last frame. */
  #gap = 0;
  /** The lowest epoch in which the last frame can have been taken. */
  #heardIn = 0;

  constructor(name: string, sessionId: string, judge: Judge) {
    this.#name = name;
    this.#sessionId = sessionId;
    this.#judge = judge;
  }

  /** Its person follows the session no longer, for now. */
  onLeft(): void {
    // What comes when it follows again is heard as by somebody new.
    this.lastSeq = undefined;
    this.#arrivedIn.clear();
    this.#highestEpoch = this.#heardIn = this.#gap = 0;
  }

  onDelivered(text: string): void {
    const message = JSON.parse(text) as ServerMessage;
    if (message.type !== 'frames') return;
    // Late, of an owner that was superseded: it must not be played any more.
    if (message.epoch < this.#highestEpoch) return;
    this.#highestEpoch = message.epoch;
    for (const { seq } of message.frames)
      this.#arrivedIn.set(seq, Math.max(message.epoch, this.#arrivedIn.get(seq) ?? 0));
  }

  onHeard(heard: Heard): void {
    const { accuse, broadcast } = this.#judge;
    if (heard.kind === 'gap') {
      this.#gap += heard.seqs;
      return;
    }
    const { seq, data } = heard.frame;
    const { lastSeq } = this;
    if (lastSeq !== undefined && seq <= lastSeq) accuse(13, `${this.#name} heard ${seq} after ${lastSeq}`);
    if (lastSeq !== undefined && this.#gap !== seq - lastSeq - 1)
      accuse(13, `${this.#name} was told of ${this.#gap} missing between ${lastSeq} and ${seq}`);
    for (let missing = (lastSeq ?? seq) + 1; missing < seq; missing += 1)
      if (broadcast.wasSettled(this.#sessionId, missing) && this.#arrivedIn.has(missing))
        accuse(13, `${this.#name} was given ${missing}, and did not play it`);
    if (data !== broadcast.contentOf(this.#sessionId, seq))
      accuse(13, `${this.#name} heard something else as ${seq} than was claimed`);
    const arrivedIn = this.#arrivedIn.get(seq);
    if (arrivedIn === undefined) accuse(13, `${this.#name} heard ${seq}, which nobody sent it`);
    else if (arrivedIn < this.#heardIn)
      accuse(15, `${this.#name} heard ${seq} of a superseded owner after the new one`);
    this.#heardIn = Math.max(this.#heardIn, broadcast.claimedIn(this.#sessionId, seq));
    this.#gap = 0;
    this.lastSeq = seq;
  }
}
