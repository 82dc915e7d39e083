/** The end of a session: by any connection of its speaker that knows the stored epoch, or by an operator who has seen it. */
import type { ClientMessage } from '../protocol/client-messages.ts';
import type { EndReason } from '../protocol/fields.ts';
import type { EpochMs } from '../protocol/units.ts';
import { commit, findLive, ignore, superseded, type Decision } from './decision.ts';
import type { SpeakerItem } from './speaker-item.ts';

/** The session and the epoch of it that are to end. */
export type Named = Pick<ClientMessage<'endSession'>, 'sessionId' | 'epoch'>;

export function decideEnd(
  item: SpeakerItem | undefined,
  message: Named,
  now: EpochMs,
  endReason: EndReason = 'requested',
): Decision {
  if (item?.sessionId === message.sessionId && item.status === 'ended') return ignore(item);
  const found = findLive(item, message.sessionId, now);
  if ('refused' in found) return found.refused;
  const { live } = found;
  return live.epoch === message.epoch ? commit({ ...live, status: 'ended', endReason }) : superseded(live);
}
