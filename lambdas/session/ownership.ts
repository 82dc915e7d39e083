/** Who holds a session, and how it passes on. */
import type { EpochMs } from '../protocol/units.ts';
import { latest } from '../protocol/units.ts';
import { REMEMBERED_CONNECTIONS, type Owner, type SpeakerItem } from './speaker-item.ts';
import type { Caller } from './terms.ts';

/** How a message's connection stands to the session's owner. */
export type Standing =
  | 'owner'
  /** The same client, on a socket that it opened later than the owner. */
  | 'newerSocket'
  /** The same client, on a socket that it opened before the owner: nothing that it says counts. */
  | 'olderSocket'
  /** Another client, or a second socket that claims the owner's number. */
  | 'stranger';

export function standing(owner: Owner, by: Owner): Standing {
  if (owner.connectionId === by.connectionId) return 'owner';
  if (owner.clientId !== by.clientId || owner.connectionNumber === by.connectionNumber) return 'stranger';
  return owner.connectionNumber < by.connectionNumber ? 'newerSocket' : 'olderSocket';
}

export const ownerOf = (caller: Caller, message: Pick<Owner, 'clientId' | 'connectionNumber'>): Owner => ({
  connectionId: caller.connectionId,
  clientId: message.clientId,
  connectionNumber: message.connectionNumber,
});

/** The session in the hands of its next owner: a new epoch, on the air, its changes counted afresh. */
export function takenOver(item: SpeakerItem, by: Owner, caller: Caller, lease: EpochMs): SpeakerItem {
  return {
    ...item,
    owner: by,
    epoch: item.epoch + 1,
    change: 0,
    status: 'live',
    leaseUntil: latest(item.leaseUntil, lease),
    connections: withConnection(item, caller, item.epoch + 1),
  };
}

/** The speaker's connections with the new owner as the newest; one that stays the owner is not listed twice. */
export function withConnection(
  item: SpeakerItem | undefined,
  caller: Caller,
  epoch: number,
): SpeakerItem['connections'] {
  const [newest, ...earlier] = item?.connections ?? [];
  if (newest?.connectionId === caller.connectionId) return [{ ...newest, epoch }, ...earlier];
  const opened = { connectionId: caller.connectionId, epoch, openedAt: caller.connectedAt };
  const known = newest === undefined ? [] : [newest, ...earlier];
  return [opened, ...known].slice(0, REMEMBERED_CONNECTIONS);
}

/** Those of the item's connections that held its session, newest first: epoch 1 is where it began. */
export function connectionsOfSession({ connections }: SpeakerItem): SpeakerItem['connections'] {
  const first = connections.findIndex(({ epoch }) => epoch === 1);
  return first === -1 ? connections : connections.slice(0, first + 1);
}
