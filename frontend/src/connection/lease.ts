/** The server's instants on the client's monotonic clock: spans of one message, counted from when its command was sent. */
import type { Snapshot } from '#protocol/server-messages.ts';
import type { SessionFacts, Settings } from './view.ts';

interface Told {
  readonly timestamp: number;
  readonly leaseUntil: number;
}

/** The answer's command was sent at or before the server's `timestamp`, so this is never later than the truth. */
export const leaseEndsAt = (told: Told, sentAt: number): number =>
  sentAt + (told.leaseUntil - told.timestamp);

/** A lease that was told is never withdrawn within a session. */
export const renewed = (facts: SessionFacts, told: Told, sentAt: number): SessionFacts => ({
  ...facts,
  leaseEndsAt: Math.max(facts.leaseEndsAt, leaseEndsAt(told, sentAt)),
});

export function factsOf(snapshot: Snapshot, sentAt: number, before: SessionFacts | undefined): SessionFacts {
  const facts = {
    sessionId: snapshot.sessionId,
    epoch: snapshot.epoch,
    startedAt: sentAt - (snapshot.timestamp - snapshot.createdAt),
    expiresAt: sentAt + (snapshot.expiresAt - snapshot.timestamp),
    leaseEndsAt: leaseEndsAt(snapshot, sentAt),
  };
  return before?.sessionId === snapshot.sessionId
    ? { ...facts, leaseEndsAt: Math.max(facts.leaseEndsAt, before.leaseEndsAt) }
    : facts;
}

export const settingsOf = ({ sourceLanguage, qualityTier, paused, muted, volume }: Snapshot): Settings => ({
  sourceLanguage,
  qualityTier,
  paused,
  muted,
  volume,
});
