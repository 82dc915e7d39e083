// A session as operators are told of it, and as programs get it.
import type { EpochMs } from '../../lambdas/protocol/units.ts';
import { connectionsOfSession } from '../../lambdas/session/ownership.ts';
import { fateAt, type SpeakerItem } from '../../lambdas/session/speaker-item.ts';

export const statuses = ['live', 'interrupted', 'ended', 'expired'] as const;
export type Status = (typeof statuses)[number];

/** @param now by the operator's clock; the gateway judges by its own */
export function statusAt(item: SpeakerItem, now: EpochMs): Status {
  return fateAt(item, now) ?? item.status;
}

/** The epoch whose connection may be open; undefined where the session is over, or a newer one has its place. */
export const runningEpoch = (item: SpeakerItem | undefined, now: EpochMs): number | undefined =>
  item === undefined || fateAt(item, now) !== undefined ? undefined : item.epoch;

/** Without what is only remembered for retries and rates. Times are epoch milliseconds, as stored. */
export function factsOf(item: SpeakerItem, now: EpochMs) {
  const { change, createdAt, epoch, expiresAt, leaseUntil, owner, sessionId, settings, speakerId } = item;
  return {
    sessionId,
    speakerId,
    status: statusAt(item, now),
    ...(item.endReason === undefined ? {} : { endReason: item.endReason }),
    epoch,
    change,
    createdAt,
    leaseUntil,
    expiresAt,
    owner,
    settings,
    connections: connectionsOfSession(item),
  };
}
