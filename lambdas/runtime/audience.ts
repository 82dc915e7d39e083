/** What those are told who follow a session: at once where it changed, now and then how many they are. */
import type { Published } from '../distribution/distribution.ts';
import { limits } from '../protocol/limits.ts';
import type { ServerMessage } from '../protocol/server-messages.ts';
import { durationMs, type ConnectionId, type EpochMs } from '../protocol/units.ts';
import type { SpeakerItem } from '../session/speaker-item.ts';
import { toldTimes, type Terms } from '../session/terms.ts';
import { DatabaseUnavailable } from '../store/database.ts';
import type { Outcome } from '../store/settle.ts';
import type { Counts } from './metrics.ts';
import type { Services } from './services.ts';

/** A lease that grew by less than this part of its length is told with the next word. */
const LEASE_STEPS = 10;

/** The session as a listener may know it. @throws Error for an ended one, which is told by another message */
export function followedFields(item: SpeakerItem, listenerCount: number, terms: Terms, now: EpochMs) {
  if (item.status === 'ended') throw new Error('An ended session is not followed.');
  return {
    timestamp: now,
    sessionId: item.sessionId,
    status: item.status,
    paused: item.settings.paused,
    muted: item.settings.muted,
    leaseUntil: toldTimes(item, terms).leaseUntil,
    listenerCount,
  };
}

/**
 * Tells of what a speaker's command, or the loss of a connection, changed. Nothing that a speaker did fails because it
 * could not be told: a listener who missed it learns with the next frame, or asks.
 */
export async function tellAudience(outcome: Outcome, now: EpochMs, services: Services): Promise<Counts> {
  const message = changeOf(outcome, now, services);
  return message === undefined
    ? {}
    : bestEffort(async () => countsOf(await services.distribution.publish(...message)));
}

/** The database may be too busy for a list and not for its speaker. */
async function bestEffort(tell: () => Promise<Counts>): Promise<Counts> {
  try {
    return await tell();
  } catch (error) {
    if (error instanceof DatabaseUnavailable) return { untold: 1 };
    throw error;
  }
}

type Publication = Parameters<Services['distribution']['publish']>;

function changeOf(outcome: Outcome, now: EpochMs, { settings }: Services): Publication | undefined {
  if (outcome.kind !== 'commit') return undefined;
  const { before, next } = outcome;
  // A session that has just begun has no audience.
  if (before?.sessionId !== next.sessionId) return undefined;
  if (next.status === 'ended') {
    const { sessionId, endReason = 'requested' } = next;
    return [sessionId, () => ({ type: 'sessionEnded', timestamp: now, sessionId, reason: endReason })];
  }
  const changed =
    before.status !== next.status ||
    before.settings.paused !== next.settings.paused ||
    before.settings.muted !== next.settings.muted;
  if (!changed) return undefined;
  return [next.sessionId, (count) => changedMessage(next, count, settings.terms, now)];
}

const changedMessage = (...of: Parameters<typeof followedFields>): ServerMessage<'sessionChanged'> => ({
  type: 'sessionChanged',
  ...followedFields(...of),
});

type Audience = Pick<Published, 'listenerCount' | 'told'>;

/** Whether so much time has passed that a new number of listeners may be told; the first one may be at once. */
export const isCountDue = ({ listenerCount, told }: Audience, now: EpochMs): boolean =>
  told === undefined ? listenerCount > 0 : now - told.at >= limits.sessionChangedMs;

/**
 * Tells listeners and speaker of a new number of listeners, or of a lease that has grown by a tenth; no sooner than 2 s
 * after the last time, whoever it was that told. What is not told now is told with a later frame, also where the database
 * refuses: nobody's frames and no join fail for it.
 * @param audience as it was just found
 * @param except the listener whose answer tells the same
 */
export async function tellCount(
  item: SpeakerItem,
  audience: Audience,
  now: EpochMs,
  { settings: { terms }, rosters, distribution, connections }: Services,
  except?: ConnectionId,
): Promise<Counts> {
  const { sessionId } = item;
  const { listenerCount, told } = audience;
  const { leaseUntil } = toldTimes(item, terms);
  if (!isCountDue(audience, now)) return {};
  const grown = leaseUntil - (told?.leaseUntil ?? 0);
  if (told?.listenerCount === listenerCount && grown < durationMs(terms.leaseMs / LEASE_STEPS)) return {};
  return bestEffort(async () => {
    const roster = await rosters.tell(sessionId, told, { at: now, listenerCount, leaseUntil });
    if (roster === undefined) return {};
    const message = changedMessage(item, listenerCount, terms, now);
    const [published] = await Promise.all([
      distribution.publish(sessionId, () => message, { roster, except }),
      item.status === 'live' ? connections.push(item.owner.connectionId, message) : undefined,
    ]);
    return countsOf(published);
  });
}

export const countsOf = ({ gone, cut }: Published): Counts => ({
  pushGone: gone === 0 ? undefined : gone,
  listenersCut: cut === 0 ? undefined : cut,
});
