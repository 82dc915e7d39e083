/** What the rules answer: write this, nothing to write, or no. */
import type { ErrorCode } from '../protocol/errors.ts';
import type { EndReason, SessionStatus } from '../protocol/fields.ts';
import type { DurationMs, EpochMs, SessionId } from '../protocol/units.ts';
import { fateAt, type SpeakerItem } from './speaker-item.ts';

export type Refusal =
  | { readonly code: Extract<ErrorCode, 'SESSION_NOT_FOUND' | 'SESSION_EXPIRED'> }
  | {
      readonly code: Extract<ErrorCode, 'SESSION_ENDED'>;
      /** Absent where a newer session has taken its place: then nobody remembers. */
      readonly reason?: EndReason | undefined;
    }
  | {
      readonly code: Extract<ErrorCode, 'SESSION_ACTIVE' | 'SESSION_SUPERSEDED'>;
      /** As stored; a person may take the session over with this pair. */
      readonly stored: {
        readonly sessionId: SessionId;
        readonly epoch: number;
        readonly status: SessionStatus;
      };
    }
  | { readonly code: Extract<ErrorCode, 'RATE_LIMITED'>; readonly retryAfterMs: DurationMs }
  | { readonly code: Extract<ErrorCode, 'SESSION_PAUSED'> }
  /** The seq from which the frames are to be sent, or a gap to be announced. */
  | { readonly code: Extract<ErrorCode, 'FRAMES_OUT_OF_ORDER'>; readonly nextSeq: number };

export type Decision =
  /** Write `next` over `item`, which is what the decision saw. */
  | { readonly kind: 'commit'; readonly next: SpeakerItem }
  /** It is so already (a retry, or one's own write come through): answer from `item`, write nothing. */
  | { readonly kind: 'ignore'; readonly item: SpeakerItem }
  | { readonly kind: 'refuse'; readonly refusal: Refusal };

export const commit = (next: SpeakerItem): Decision => ({ kind: 'commit', next });
export const ignore = (item: SpeakerItem): Decision => ({ kind: 'ignore', item });
export const refuse = (refusal: Refusal): Decision => ({ kind: 'refuse', refusal });

export const notFound = refuse({ code: 'SESSION_NOT_FOUND' });

const pairOf = ({ sessionId, epoch, status }: SpeakerItem) => ({ sessionId, epoch, status });
export const superseded = (item: SpeakerItem): Decision =>
  refuse({ code: 'SESSION_SUPERSEDED', stored: pairOf(item) });
export const active = (item: SpeakerItem): Decision =>
  refuse({ code: 'SESSION_ACTIVE', stored: pairOf(item) });

/** @param item of the session that is over; absent where that is gone */
export const over = (fate: 'ended' | 'expired', item?: SpeakerItem): Decision =>
  refuse(fate === 'ended' ? { code: 'SESSION_ENDED', reason: item?.endReason } : { code: 'SESSION_EXPIRED' });

/**
 * The live session that a command means, or the refusal. The order is the contract's: not found, ended, expired.
 * @param sessionId absent: whichever the speaker has
 */
export function findLive(
  item: SpeakerItem | undefined,
  sessionId: SessionId | undefined,
  now: EpochMs,
): { readonly live: SpeakerItem } | { readonly refused: Decision } {
  if (item === undefined || (sessionId !== undefined && item.sessionId !== sessionId))
    return { refused: notFound };
  const fate = fateAt(item, now);
  return fate === undefined ? { live: item } : { refused: over(fate, item) };
}
