/** One session that is followed: its client, the sound that is heard of it, and what is to be said about that. */
import { DelayEstimate, type RunningDelay } from '../audio/running-delay.ts';
import type { WorkletProblem } from '../audio/devices.ts';
import { createPlayer, type Player, type PlayerReport } from '../audio/player.ts';
import { createListenerClient, type Heard, type ListenerClient } from '../connection/listener.ts';
import { type Missing, missingIn, sumOf } from './sound-words.ts';

export type Gap = Extract<Heard, { kind: 'gap' }>;

/** What a listener is told of this page's own part; all else is in the client's view. */
export interface FollowingState {
  /** `blocked`: the browser plays nothing before a press. */
  readonly sound: 'opening' | 'blocked' | 'playing' | WorkletProblem;
  /** What this speaker sends now cannot be decoded here. */
  readonly unplayable: boolean;
  /** 0 to 100. */
  readonly volume: number;
  /** Absent until sound has come. */
  readonly delay?: RunningDelay | undefined;
  /** Of sound that came too late to be played. */
  readonly skippedMs: number;
  /** The hole that was heard last, for as long as it is news. */
  readonly gap?: Gap | undefined;
  /** All gaps together. */
  readonly missing: Missing;
  /** The newest camera still, as base64 of a JPEG; absent where there is none, or none any more. */
  readonly still?: string | undefined;
}

export interface FollowingOptions {
  readonly url: string;
  readonly sessionId: string;
  readonly token?: (() => Promise<string>) | undefined;
}

const GAP_SHOWN_MS = 8_000;
/** The speaker has turned the camera off, or the network has no room for it. */
const STILL_SHOWN_MS = 6_000;
/** More often it could not be read. */
const DELAY_SHOWN_EVERY_MS = 1_000;

export class Following {
  readonly client: ListenerClient;
  readonly #listeners = new Set<() => void>();
  readonly #delay = new DelayEstimate();
  #state: FollowingState = {
    sound: 'opening',
    unplayable: false,
    volume: 100,
    skippedMs: 0,
    missing: { ms: 0, seqs: 0 },
  };
  #player: Player | undefined;
  #delayShownAt = -Infinity;
  /** By the report before, once the session is over. */
  #leftMs: number | undefined;
  #gapTimer: ReturnType<typeof setTimeout> | undefined;
  #stillTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: FollowingOptions) {
    this.client = createListenerClient({ ...options, hear: (heard) => this.#hear(heard) });
    this.client.subscribe(({ status }) => {
      if (status.phase === 'over' && this.#state.sound !== 'playing') this.#closePlayer();
    });
    // The client not before the player: what comes is heard from the first frame on. Without one there is still something to see.
    void this.openPlayer().then(() => this.client.open());
  }

  /** A new object after each change, the same one otherwise. */
  get state(): FollowingState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Once by itself, and again where it could not be loaded. */
  async openPlayer(): Promise<void> {
    this.#become({ sound: 'opening' });
    const opened = await createPlayer({
      onReport: (report) => this.#report(report),
      onBlocked: (blocked) => this.#become({ sound: blocked ? 'blocked' : 'playing' }),
      onPlayable: (playable) => this.#become({ unplayable: !playable }),
    });
    if (!opened.ok) {
      this.#become({ sound: opened.problem });
      return;
    }
    this.#player = opened.value;
    this.#player.setVolume(this.#state.volume);
  }

  /** In answer to a press. */
  play(): void {
    this.#player?.start();
  }

  setVolume(volume: number): void {
    this.#player?.setVolume(volume);
    this.#become({ volume });
  }

  #hear(heard: Heard): void {
    if (heard.kind === 'gap') {
      this.#become({ gap: heard, missing: sumOf(this.#state.missing, missingIn(heard)) });
      clearTimeout(this.#gapTimer);
      this.#gapTimer = setTimeout(() => this.#become({ gap: undefined }), GAP_SHOWN_MS);
      return;
    }
    const { frame, receivedAt } = heard;
    switch (frame.kind) {
      case 'audio': {
        const waitedMs = this.client.now() - receivedAt;
        this.#delay.received(frame.capturedAt, Date.now() - waitedMs);
        this.#player?.hear(frame);
        return;
      }
      case 'image':
        this.#become({ still: frame.data });
        clearTimeout(this.#stillTimer);
        this.#stillTimer = setTimeout(() => this.#become({ still: undefined }), STILL_SHOWN_MS);
    }
  }

  #report({ queuedMs, skippedMs }: PlayerReport): void {
    if (this.client.view.status.phase === 'over') {
      // What was said last is heard to its end: what waits then gets no less, for it is nothing, or too little to be played.
      if (queuedMs === this.#leftMs) this.#closePlayer();
      this.#leftMs = queuedMs;
    }
    const now = this.client.now();
    if (now - this.#delayShownAt < DELAY_SHOWN_EVERY_MS) return;
    this.#delayShownAt = now;
    this.#become({ delay: this.#delay.at(queuedMs), skippedMs });
  }

  #closePlayer(): void {
    this.#player?.close();
    this.#player = undefined;
  }

  #become(change: Partial<FollowingState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}
