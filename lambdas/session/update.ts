/** updateSession and heartbeat: the owner's words within its epoch. */
import { settingNames, type ClientMessage } from '../protocol/client-messages.ts';
import { latest, type EpochMs } from '../protocol/units.ts';
import { commit, findLive, ignore, superseded, type Decision } from './decision.ts';
import type { Settings, SpeakerItem } from './speaker-item.ts';
import { renewedLease, type Caller, type Terms } from './terms.ts';

export function decideUpdate(
  item: SpeakerItem | undefined,
  message: ClientMessage<'updateSession'>,
  caller: Caller,
  terms: Terms,
  now: EpochMs,
): Decision {
  const found = findOwned(item, message, caller, now);
  if ('refused' in found) return found.refused;
  const { live } = found;
  if (message.change <= live.change) return ignore(live);
  return commit({
    ...live,
    change: message.change,
    settings: { ...live.settings, ...changesOf(message) },
    leaseUntil: latest(live.leaseUntil, renewedLease(terms, caller, now)),
  });
}

export function decideHeartbeat(
  item: SpeakerItem | undefined,
  message: ClientMessage<'heartbeat'>,
  caller: Caller,
  terms: Terms,
  now: EpochMs,
): Decision {
  const found = findOwned(item, message, caller, now);
  if ('refused' in found) return found.refused;
  const { live } = found;
  const lease = renewedLease(terms, caller, now);
  return lease > live.leaseUntil ? commit({ ...live, leaseUntil: lease }) : ignore(live);
}

/** The settings that a message names. */
export function changesOf(message: ClientMessage<'updateSession'>): Partial<Settings> {
  return Object.fromEntries(
    settingNames.filter((name) => message[name] !== undefined).map((name) => [name, message[name]]),
  );
}

/** The live session, where this connection owns it in the epoch that the message names. */
export function findOwned(
  item: SpeakerItem | undefined,
  message: ClientMessage<'updateSession' | 'heartbeat' | 'sendFrames'>,
  caller: Caller,
  now: EpochMs,
): ReturnType<typeof findLive> {
  const found = findLive(item, message.sessionId, now);
  if ('refused' in found) return found;
  const { owner, epoch } = found.live;
  return owner.connectionId === caller.connectionId && epoch === message.epoch
    ? found
    : { refused: superseded(found.live) };
}
