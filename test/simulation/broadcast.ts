/** What was said in each session: the content of every claimed seq, who was handed it, and what was acknowledged. */
import type { ClientMessageInput } from '#protocol/client-messages.ts';
import type { Frame } from '#protocol/frames.ts';
import type { CapturedFrame } from '../../frontend/src/connection/speaker.ts';
import type { SpeakerItem } from '../../lambdas/session/speaker-item.ts';
import type { Accuse } from './judge.ts';
import type { Page } from './page.ts';

const FRAME_MS = 100;

interface Claimed {
  readonly content: string;
  readonly epoch: number;
}

export class Broadcast {
  readonly #accuse: Accuse;
  /** `session/seq`. */
  readonly #claimed = new Map<string, Claimed>();
  readonly #settled = new Set<string>();
  /** `connection/session/seq`: the gateway took it for that connection. */
  readonly #handed = new Set<string>();
  /** By connection: from which seq on everything is its. */
  readonly #joined = new Map<string, number>();
  readonly #highestAcked = new Map<string, number>();
  #frames = 0;

  constructor(accuse: Accuse) {
    this.#accuse = accuse;
  }

  /** No two frames are alike. */
  newFrame(page: Page): CapturedFrame {
    this.#frames += 1;
    return {
      kind: 'audio',
      capturedAt: Math.round(page.device.wallClock()),
      contentType: 'audio/pcm;rate=16000',
      durationMs: FRAME_MS,
      data: this.#frames.toString(16).padStart(8, '0'),
    };
  }

  onClaimed(before: SpeakerItem, after: SpeakerItem, { frames }: ClientMessageInput<'sendFrames'>): void {
    for (const { seq, data } of frames)
      if (seq > before.claimedSeq)
        this.#claimed.set(`${after.sessionId}/${seq}`, { content: data, epoch: after.epoch });
  }

  /** The gateway has taken a message for a listener's connection. */
  onHanded(connectionId: string, sessionId: string, frames: readonly Frame[]): void {
    for (const { seq, data } of frames) {
      const claimed = this.#claimed.get(`${sessionId}/${seq}`);
      if (claimed === undefined) this.#accuse(12, `${seq} was handed on before it was claimed`);
      else if (claimed.content !== data) this.#accuse(13, `${seq} has two contents`);
      this.#handed.add(`${connectionId}/${sessionId}/${seq}`);
    }
  }

  /** It is answered that everything from `nextSeq` on is its. */
  onJoined(connectionId: string, sessionId: string, nextSeq: number): void {
    this.#joined.set(connectionId, nextSeq);
    for (let seq = nextSeq; seq <= this.highestAcked(sessionId); seq += 1)
      if (this.wasSettled(sessionId, seq) && !this.#wasHanded(connectionId, sessionId, seq))
        this.#accuse(12, `${connectionId} joined from ${nextSeq} on, and never got ${seq}`);
  }

  /** Everything from there on is its; undefined where it was taken off the list since, or was never answered. */
  joinedFrom = (connectionId: string): number | undefined => this.#joined.get(connectionId);

  /** It is on the list no longer, and joins anew if it comes again. */
  onOffList(connectionId: string): void {
    this.#joined.delete(connectionId);
  }

  /** @param listeners the connections that are on the list as the acknowledgement leaves */
  onAcked(
    { sessionId, frames }: ClientMessageInput<'sendFrames'>,
    listeners: readonly string[],
    connectionIsOpen: (connectionId: string) => boolean,
  ): void {
    for (const { seq } of frames) {
      this.#settled.add(`${sessionId}/${seq}`);
      this.#highestAcked.set(sessionId, Math.max(seq, this.highestAcked(sessionId)));
      for (const id of listeners) {
        const from = this.#joined.get(id);
        const its = from !== undefined && from <= seq && connectionIsOpen(id);
        if (its && !this.#wasHanded(id, sessionId, seq))
          this.#accuse(12, `${seq} was acknowledged, and ${id} never got it`);
      }
    }
  }

  #wasHanded(connectionId: string, sessionId: string, seq: number): boolean {
    return this.#handed.has(`${connectionId}/${sessionId}/${seq}`);
  }

  contentOf = (sessionId: string, seq: number): string | undefined =>
    this.#claimed.get(`${sessionId}/${seq}`)?.content;
  /** The epoch in which it was claimed. */
  claimedIn = (sessionId: string, seq: number): number =>
    this.#claimed.get(`${sessionId}/${seq}`)?.epoch ?? 0;
  /** It was acknowledged: nobody gives it up any more. */
  wasSettled = (sessionId: string, seq: number): boolean => this.#settled.has(`${sessionId}/${seq}`);
  highestAcked = (sessionId: string): number => this.#highestAcked.get(sessionId) ?? 0;
}
