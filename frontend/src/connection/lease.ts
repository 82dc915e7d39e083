/** The server's instants on the client's monotonic clock: spans of one message, counted from when its command was sent. */
import type { ServerMessage, Snapshot } from '#protocol/server-messages.ts';
import type { Told } from './machine.ts';

/**
 * What an answer says of the session: all of it, or only how long the lease runs.
 * @param sentAt when the command was sent: at or before the answer's `timestamp`, so no instant is later than the truth
 */
export function toldBy(
  answer: Snapshot | ServerMessage<'heartbeatAck' | 'framesAcked'>,
  sentAt: number,
  before: Told | undefined,
): Told | undefined {
  const { epoch, leaseUntil, sessionId, timestamp } = answer;
  const told = before?.facts.sessionId === sessionId ? before : undefined;
  // A lease that was told is never withdrawn within a session.
  const leaseEndsAt = Math.max(sentAt + leaseUntil - timestamp, told?.facts.leaseEndsAt ?? 0);
  if (!('createdAt' in answer)) return told && { ...told, facts: { ...told.facts, leaseEndsAt } };
  const { createdAt, expiresAt, muted, paused, qualityTier, sourceLanguage, volume } = answer;
  return {
    ...told,
    facts: {
      sessionId,
      epoch,
      startedAt: sentAt + createdAt - timestamp,
      expiresAt: sentAt + expiresAt - timestamp,
      leaseEndsAt,
    },
    settings: { sourceLanguage, qualityTier, paused, muted, volume },
  };
}
