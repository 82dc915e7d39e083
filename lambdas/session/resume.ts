/** resumeSession: the session back on a newer socket of its client, or on another client that a person chose. */
import type { ClientMessage } from '../protocol/client-messages.ts';
import type { EpochMs } from '../protocol/units.ts';
import { commit, findLive, ignore, superseded, type Decision } from './decision.ts';
import { ownerOf, standing, takenOver } from './ownership.ts';
import type { SpeakerItem } from './speaker-item.ts';
import { renewedLease, type Caller, type Terms } from './terms.ts';

export function decideResume(
  item: SpeakerItem | undefined,
  message: ClientMessage<'resumeSession'>,
  caller: Caller,
  terms: Terms,
  now: EpochMs,
): Decision {
  const found = findLive(item, message.sessionId, now);
  if ('refused' in found) return found.refused;
  const { live } = found;
  const by = ownerOf(caller, message);
  const take = () => commit(takenOver(live, by, caller, renewedLease(terms, caller, now)));
  switch (standing(live.owner, by)) {
    case 'owner':
      return ignore(live);
    case 'newerSocket':
      return take();
    case 'stranger':
      // The pair that the person saw must still be the stored one; otherwise the person is asked again.
      return message.takeover && message.epoch === live.epoch ? take() : superseded(live);
    case 'olderSocket':
      return superseded(live);
  }
}
