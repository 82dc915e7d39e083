/** What a command did to sessions, as the metrics count it. */
import type { EpochMs } from '../protocol/units.ts';
import type { Outcome } from '../store/settle.ts';
import type { Settings } from './environment.ts';
import type { Counts } from './metrics.ts';

/**
 * Of the write alone: an answer that is given again counts nothing. A test holds it against session/changes.ts, which
 * tells the same at length; this is what every command carries.
 */
export function sessionCounts(outcome: Outcome): Counts {
  if (outcome.kind !== 'commit') return {};
  const { before, next } = outcome;
  if (before?.sessionId !== next.sessionId)
    return { created: 1, expired: before === undefined || before.status === 'ended' ? undefined : 1 };
  if (before.epoch !== next.epoch)
    return before.owner.clientId === next.owner.clientId ? { resumed: 1 } : { superseded: 1 };
  if (before.creates[0]?.requestId !== next.creates[0]?.requestId) return { reused: 1 };
  return next.status === 'ended' && before.status !== 'ended' ? { ended: 1 } : {};
}

/** Whether frames are their speaker's first sign of life in this heartbeat interval, by the lease that they found. */
export function sendingCount(
  outcome: Outcome,
  now: EpochMs,
  { terms, heartbeatMs }: Pick<Settings, 'terms' | 'heartbeatMs'>,
): Counts {
  if (outcome.kind !== 'commit' || outcome.before === undefined) return {};
  const heardAt = outcome.before.leaseUntil - terms.skewMs - terms.leaseMs;
  const intervalOf = (instant: number) => Math.floor(instant / heartbeatMs);
  return intervalOf(heardAt) === intervalOf(now) ? {} : { sending: 1 };
}
