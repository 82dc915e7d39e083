/** The end of a session: by any connection of its speaker that knows the stored epoch, or by an operator who has seen it. */
import type { ClientMessage } from '../protocol/client-messages.ts';
import type { EpochMs } from '../protocol/units.ts';
import { commit, findLive, ignore, notFound, superseded, type Decision } from './decision.ts';
import type { SpeakerItem } from './speaker-item.ts';

/** The session and the epoch of it that are to end. */
export type Named = Pick<ClientMessage<'endSession'>, 'sessionId' | 'epoch'>;

export function decideEnd(item: SpeakerItem | undefined, message: Named, now: EpochMs): Decision {
  if (item?.sessionId === message.sessionId && item.status === 'ended') return ignore(item);
  const found = findLive(item, message.sessionId, now);
  if ('refused' in found) return found.refused;
  const { live } = found;
  return live.epoch === message.epoch
    ? commit({ ...live, status: 'ended', endReason: 'requested' })
    : superseded(live);
}

/**
 * By what is stored alone: an operator's clock may run minutes ahead of the gateway's, and must not take a session for
 * one that has run out. To end one that has is harmless.
 */
export function decideEndByOperator(item: SpeakerItem | undefined, seen: Named): Decision {
  if (item?.sessionId !== seen.sessionId) return notFound;
  if (item.status === 'ended') return ignore(item);
  return item.epoch === seen.epoch
    ? commit({ ...item, status: 'ended', endReason: 'operator' })
    : superseded(item);
}
