/** The server's instants on the client's monotonic clock: spans of one message, counted from when its command was sent. */
import type { Snapshot } from '#protocol/server-messages.ts';
import type { Held, Told } from './machine.ts';

/**
 * The command was sent at or before the server's `timestamp`, so this is never later than the truth. A lease that was
 * told is never withdrawn within a session.
 */
export const leaseEndsAt = (
  answer: { readonly timestamp: number; readonly leaseUntil: number; readonly sessionId: string },
  sentAt: number,
  held: Held | undefined,
): number =>
  Math.max(
    sentAt + answer.leaseUntil - answer.timestamp,
    (held?.sessionId === answer.sessionId && held.told?.facts.leaseEndsAt) || 0,
  );

/** What a snapshot says of the session. */
export function toldBy(snapshot: Snapshot, sentAt: number, held: Held | undefined): Told {
  const { createdAt, epoch, expiresAt, sessionId, timestamp } = snapshot;
  const { listenerCount } = (held?.sessionId === sessionId && held.told) || {};
  const { muted, paused, qualityTier, sourceLanguage, volume } = snapshot;
  return {
    facts: {
      sessionId,
      epoch,
      startedAt: sentAt + createdAt - timestamp,
      expiresAt: sentAt + expiresAt - timestamp,
      leaseEndsAt: leaseEndsAt(snapshot, sentAt, held),
    },
    settings: { sourceLanguage, qualityTier, paused, muted, volume },
    ...(listenerCount !== undefined && { listenerCount }),
  };
}
