/** The one truth about a speaker: one item, changed only by conditional single-item writes. */
import type { EndReason, QualityTier, SessionStatus } from '../protocol/fields.ts';
import type { ClientId, ConnectionId, EpochMs, RequestId, SessionId, SpeakerId } from '../protocol/units.ts';

/** The connection that holds the session now, or held it last. */
export interface Owner {
  readonly connectionId: ConnectionId;
  readonly clientId: ClientId;
  readonly connectionNumber: number;
}

export interface Settings {
  readonly sourceLanguage: string;
  readonly qualityTier: QualityTier;
  readonly paused: boolean;
  readonly muted: boolean;
  readonly volume: number;
}

/** A createSession requestId that was accepted, so that its retry has the same effect once. */
export interface RememberedCreate {
  readonly requestId: RequestId;
  readonly acceptedAt: EpochMs;
  /** It made its session; otherwise it reused one that was there. */
  readonly made: boolean;
  /** What became of its session. `current` is the item's session, whatever its status. */
  readonly fate: 'current' | 'ended' | 'expired';
}

/** Who closed a connection, as far as the gateway told; `server` is Podium itself, through `@connections`. */
export type ClosedBy = 'client' | 'server' | 'gateway' | 'network';

/** What is known of a connection that owned a session of this speaker. */
export interface ConnectionFact {
  readonly connectionId: ConnectionId;
  /** That it held. */
  readonly epoch: number;
  readonly openedAt: EpochMs;
  readonly closed?: { readonly at: EpochMs; readonly code: number; readonly by: ClosedBy };
}

export interface SpeakerItem {
  readonly speakerId: SpeakerId;
  readonly sessionId: SessionId;
  readonly status: SessionStatus;
  /** Present exactly when status is `ended`. */
  readonly endReason?: EndReason;
  readonly epoch: number;
  readonly change: number;
  /** The highest seq of a frame that was claimed; 0 before the first. */
  readonly claimedSeq: number;
  readonly owner: Owner;
  /** As stored: later than what was told by the allowance for clock skew between gateway hosts. */
  readonly leaseUntil: EpochMs;
  /** As stored, with the same allowance. */
  readonly expiresAt: EpochMs;
  readonly createdAt: EpochMs;
  readonly settings: Settings;
  /** Newest first, at most `limits.rememberedCreates`. */
  readonly creates: readonly RememberedCreate[];
  /** Newest first, at most `REMEMBERED_CONNECTIONS`; the first is the owner's. */
  readonly connections: readonly ConnectionFact[];
  /** The running window of the limit on created sessions. */
  readonly createWindow: { readonly startedAt: EpochMs; readonly count: number };
}

export const REMEMBERED_CONNECTIONS = 4;

/** How the session is over at `now`, or undefined while it lives. A late TTL deletion never counts. */
export function fateAt(item: SpeakerItem, now: EpochMs): 'ended' | 'expired' | undefined {
  if (item.status === 'ended') return 'ended';
  return item.leaseUntil > now && item.expiresAt > now ? undefined : 'expired';
}
