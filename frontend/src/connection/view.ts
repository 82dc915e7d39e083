/** What a page may show: immutable, and true at the moment it was made. All instants are on `client.now()`'s scale. */
import type { ErrorCode } from '#protocol/errors.ts';
import type { EndReason, QualityTier } from '#protocol/fields.ts';

/** What a speaker may change while the session runs. */
export interface Settings {
  readonly sourceLanguage: string;
  readonly qualityTier: QualityTier;
  readonly paused: boolean;
  readonly muted: boolean;
  /** 0 to 100. */
  readonly volume: number;
}

/** The session as the server last told it, its times moved from the server's clock to `client.now()`'s. */
export interface SessionFacts {
  readonly sessionId: string;
  readonly epoch: number;
  readonly startedAt: number;
  readonly expiresAt: number;
  /** When the lease ends that the server last told. */
  readonly leaseEndsAt: number;
}

/** A session that another window or device of this speaker owns. */
export interface Elsewhere {
  readonly sessionId: string;
  readonly epoch: number;
  readonly status: 'live' | 'interrupted' | 'ended';
}

/** Why the client stopped, in a form to be shown: a typed error of the server's, or a fault found here. */
export interface Failure {
  readonly code: ErrorCode | 'TOKEN_TOO_LONG';
  readonly message: string;
  /** When it makes sense to try again, where the server said so. */
  readonly retryAfterMs?: number | undefined;
}

export type Status =
  /** Nothing runs and nothing is wanted: the start page. */
  | { readonly phase: 'off' }
  /** On the way to the first answer of the server; `offline` means that attempts wait for the network. */
  | { readonly phase: 'connecting'; readonly offline: boolean }
  /** A socket is open and the lease runs. */
  | { readonly phase: 'onAir' }
  /** The session is held, but not known to be on the air. */
  | {
      readonly phase: 'reconnecting';
      readonly offline: boolean;
      /** The lease is over by this client's count; it still asks, the server decides. */
      readonly leaseRanOut: boolean;
      readonly leaseEndsAt: number;
      /** Absent while an attempt is under way or waits for the network. */
      readonly nextTryAt?: number | undefined;
    }
  /** Another client owns the session; a person decides. `wasHere`: this page had it before. */
  | { readonly phase: 'elsewhere'; readonly elsewhere: Elsewhere; readonly wasHere: boolean }
  /** `elsewhere`: it was ended, and this page was not told by whom. */
  | {
      readonly phase: 'ended';
      readonly reason: EndReason | 'elsewhere';
      readonly sessionId?: string | undefined;
    }
  | { readonly phase: 'expired'; readonly sessionId?: string | undefined }
  /** `token()` was refused. The session, if any, goes on: after signing in call `open()`. */
  | { readonly phase: 'signInAgain' }
  /** The backend no longer understands this page: it should be reloaded. */
  | { readonly phase: 'outdated'; readonly message: string }
  | { readonly phase: 'failed'; readonly failure: Failure };

export type Phase = Status['phase'];

/** Something worth one sentence that is not a phase. The latest replaces the one before. */
export type Notice =
  /** No answer to `start` within two minutes. */
  | { readonly kind: 'createGivenUp' }
  /** Settings or an end were still waiting when another client took the session over. */
  | { readonly kind: 'changesDropped' }
  /** The server refused a change or an end; the settings shown are the stored ones. */
  | { readonly kind: 'commandRefused'; readonly failure: Failure }
  /** The backend no longer understands one of this page's commands. */
  | { readonly kind: 'outdated'; readonly message: string }
  /** A new token could not be had, or is too long to be sent. On the air still; off it when the present token runs out. */
  | { readonly kind: 'tokenRefused' };

/** One connection that is over: who closed it, and why as far as that is known. */
export interface ClosedConnection {
  readonly connectionNumber: number;
  /** Absent where it never opened. */
  readonly openedAt?: number | undefined;
  readonly closedAt: number;
  /** `gateway`: a close frame came. `network`: none did (1006). */
  readonly by: 'client' | 'gateway' | 'network';
  readonly code?: number | undefined;
  readonly why: string;
}

/** What became of the frames that the client took in this session; empty boxes are 0. */
export interface FrameCounts {
  /** Audio taken and not acknowledged, rounded down to whole 500 ms: not every frame is a new view. */
  readonly waitingMs: number;
  /** Audio that was given up since this page has the session: it did not reach the audience. */
  readonly givenUpMs: number;
  readonly givenUpImages: number;
}

/** What can be asked of the client now. A call that is not possible does nothing. */
export interface Possible {
  readonly start: boolean;
  readonly update: boolean;
  readonly end: boolean;
  /** `takeOver` and `endElsewhere`. */
  readonly decide: boolean;
  readonly newSession: boolean;
}

export interface View {
  readonly status: Status;
  /** Same as `status.phase === 'onAir'`. */
  readonly onAir: boolean;
  readonly session?: SessionFacts | undefined;
  /** As the person wishes them; present with `session`. */
  readonly settings?: Settings | undefined;
  /** Absent until the server has told of a listener. */
  readonly listenerCount?: number | undefined;
  /** Those of the settings that the server has not acknowledged yet. */
  readonly unacknowledged: readonly (keyof Settings)[];
  /** Present with `session`. */
  readonly frames?: FrameCounts | undefined;
  /** `end` was asked for and is not answered yet. */
  readonly ending: boolean;
  /** The session's longest age is less than 15 minutes away. */
  readonly expiresSoon: boolean;
  readonly possible: Possible;
  readonly notice?: Notice | undefined;
  /** The socket in use. */
  readonly connection?:
    | {
        readonly connectionNumber: number;
        readonly openedAt: number;
        /** When the last heartbeat or other writing command was sent that the server accepted. */
        readonly lastHeartbeatAt: number;
      }
    | undefined;
  /** Newest first. */
  readonly closedConnections: readonly ClosedConnection[];
}
