/** What a listener's page may show, and what it hears. All instants are on `client.now()`'s scale unless named otherwise. */
import type { Frame } from '#protocol/frames.ts';
import type { ClosedConnection, Failure } from './view.ts';

/** In playing order: each seq at most once, and each hole as a gap exactly where it is. */
export type Heard =
  | {
      readonly kind: 'frame';
      /** As the speaker sent it; `capturedAt` is epoch ms on the speaker's clock. */
      readonly frame: Frame;
      /** When the server handed it out, epoch ms on the server's clock. */
      readonly sentAt: number;
      /** When it arrived here, also where it had to wait for an earlier one since. */
      readonly receivedAt: number;
    }
  | {
      readonly kind: 'gap';
      /** How many frames, of any kind, are missing here. */
      readonly seqs: number;
      /** Of audio, where the speaker has said so; absent where frames were lost on the way to this listener. */
      readonly ms?: number;
    };

/** The session as the server last told it to its listeners. */
export interface FollowedSession {
  readonly sessionId: string;
  /** BCP 47. */
  readonly sourceLanguage: string;
  readonly paused: boolean;
  readonly muted: boolean;
  readonly leaseEndsAt: number;
  readonly listenerCount: number;
}

export type ListenerStatus =
  /** Before `open` and after `close`. */
  | { readonly phase: 'off' }
  /** On the way to the first answer of the server. */
  | { readonly phase: 'connecting'; readonly offline: boolean }
  | { readonly phase: 'listening' }
  /** The speaker's connection is gone, and the session waits for it so long. */
  | { readonly phase: 'speakerAway'; readonly leaseEndsAt: number }
  /** This page's own connection is gone; `nextTryAt` is absent while an attempt is under way or waits for the network. */
  | {
      readonly phase: 'reconnecting';
      readonly offline: boolean;
      readonly nextTryAt?: number | undefined;
    }
  /** More listeners than the stage allows; it asks again then. */
  | { readonly phase: 'full'; readonly nextTryAt: number }
  | { readonly phase: 'over'; readonly why: 'ended' | 'expired' | 'notFound' }
  /** `token()` was refused: after signing in call `open()`. */
  | { readonly phase: 'signInAgain' }
  | { readonly phase: 'failed'; readonly failure: Failure };

export type ListenerPhase = ListenerStatus['phase'];

export interface ListenerView {
  readonly status: ListenerStatus;
  /** Absent until the server has answered. */
  readonly session?: FollowedSession | undefined;
  /** The sum of all gaps heard; `ms` of those only whose length was known. */
  readonly missed: { readonly seqs: number; readonly ms: number };
  /** Newest first. */
  readonly closedConnections: readonly ClosedConnection[];
}
