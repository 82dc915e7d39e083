/** sendFrames: the owner claims the seqs of its frames, before anybody is handed one of them. */
import type { ClientMessage } from '../protocol/client-messages.ts';
import { latest, type EpochMs } from '../protocol/units.ts';
import { commit, ignore, refuse, type Decision } from './decision.ts';
import type { SpeakerItem } from './speaker-item.ts';
import { renewedLease, type Caller, type Terms } from './terms.ts';
import { findOwned } from './update.ts';

/** What a message of frames claims. */
export interface Claim {
  /** Every seq up to here must have been claimed before, or given up. */
  readonly after: number;
  readonly last: number;
}

/** @param message with at least one frame, as its schema demands */
export function claimOf({ frames, gap = 0 }: ClientMessage<'sendFrames'>): Claim {
  const first = frames[0]?.seq ?? 0;
  return { after: first - gap - 1, last: first + frames.length - 1 };
}

/** A message that is sent again claims nothing new; it is handed and acknowledged again all the same. */
export function decideSendFrames(
  item: SpeakerItem | undefined,
  message: ClientMessage<'sendFrames'>,
  caller: Caller,
  terms: Terms,
  now: EpochMs,
): Decision {
  const found = findOwned(item, message, caller, now);
  if ('refused' in found) return found.refused;
  const { live } = found;
  if (live.settings.paused) return refuse({ code: 'SESSION_PAUSED' });
  const { after, last } = claimOf(message);
  if (after > live.claimedSeq) return refuse({ code: 'FRAMES_OUT_OF_ORDER', nextSeq: live.claimedSeq + 1 });
  const lease = renewedLease(terms, caller, now);
  if (last <= live.claimedSeq && lease <= live.leaseUntil) return ignore(live);
  return commit({
    ...live,
    claimedSeq: Math.max(live.claimedSeq, last),
    leaseUntil: latest(live.leaseUntil, lease),
  });
}
