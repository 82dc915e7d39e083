/** endSession, from any connection of the speaker that knows the stored epoch. */
import type { ClientMessage } from '../protocol/client-messages.ts';
import type { EpochMs } from '../protocol/units.ts';
import { commit, findLive, ignore, superseded, type Decision } from './decision.ts';
import type { SpeakerItem } from './speaker-item.ts';

export function decideEnd(
  item: SpeakerItem | undefined,
  message: ClientMessage<'endSession'>,
  now: EpochMs,
): Decision {
  if (item?.sessionId === message.sessionId && item.status === 'ended') return ignore(item);
  const found = findLive(item, message.sessionId, now);
  if ('refused' in found) return found.refused;
  const { live } = found;
  return live.epoch === message.epoch
    ? commit({ ...live, status: 'ended', endReason: 'requested' })
    : superseded(live);
}
