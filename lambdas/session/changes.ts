/** What a write to a speaker's item meant for its sessions: the words of the history, and of whoever watches. */
import type { EndReason } from '../protocol/fields.ts';
import { earliest, type ConnectionId, type EpochMs, type SessionId } from '../protocol/units.ts';
import { connectionsOfSession } from './ownership.ts';
import type { ConnectionFact, Settings, SpeakerItem } from './speaker-item.ts';

interface Opened {
  readonly connectionId: ConnectionId;
  readonly openedAt: EpochMs;
}

export type Change =
  | ({ readonly kind: 'created'; readonly settings: Settings } & Opened)
  /** A further createSession of its client found it there. */
  | { readonly kind: 'reused' }
  /** A new epoch: on a newer connection of the same client, or on another client that a person chose. */
  | ({ readonly kind: 'resumed' | 'takenOver' } & Opened)
  | { readonly kind: 'updated'; readonly settings: Partial<Settings> }
  | ({ readonly kind: 'closed' } & Opened & NonNullable<ConnectionFact['closed']>)
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'ended'; readonly reason: EndReason }
  /** Nobody writes that a lease ran out; it is known when a newer session takes the place or the item goes, or by the clock. */
  | { readonly kind: 'expired' };

export interface SessionChange {
  readonly sessionId: SessionId;
  /** In which it happened; a connection closes in the one that it held. */
  readonly epoch: number;
  /** Where the item itself says when; otherwise it was when the write was made. */
  readonly at: EpochMs | undefined;
  readonly change: Change;
}

/**
 * In the order in which they are to be told. Empty for a heartbeat: a lease renewed is no change of a session.
 * @param before undefined: there was no item. It may be several writes ago, where somebody looks now and then.
 */
export function changesBetween(
  before: SpeakerItem | undefined,
  after: SpeakerItem,
): readonly SessionChange[] {
  if (before?.sessionId === after.sessionId) return changesWithin(before, after);
  const replaced = before === undefined || before.status === 'ended' ? [] : [expiryOf(before)];
  const { epoch, createdAt: at, settings } = after;
  const created = { sessionId: after.sessionId, epoch, at };
  return [
    ...replaced,
    { ...created, change: { kind: 'created', settings, ...openingOf(after) } },
    // Where nobody looked for a while.
    ...(after.status === 'live' ? [] : changesWithin({ ...after, status: 'live' }, after)),
  ];
}

/** A session that ran out: at the end of its lease, or of its longest age. */
export const expiryOf = (item: SpeakerItem): SessionChange => ({
  sessionId: item.sessionId,
  epoch: item.epoch,
  at: earliest(item.leaseUntil, item.expiresAt),
  change: { kind: 'expired' },
});

/** An item is deleted a day and more after its session is over; before that, whoever deleted it ended nothing. */
export const changesByDeletion = (before: SpeakerItem, at: EpochMs): readonly SessionChange[] =>
  before.status === 'ended' || at < earliest(before.leaseUntil, before.expiresAt) ? [] : [expiryOf(before)];

function changesWithin(before: SpeakerItem, after: SpeakerItem): readonly SessionChange[] {
  const { sessionId, epoch, status } = after;
  const now = (change: Change): SessionChange => ({ sessionId, epoch, at: undefined, change });
  const passedOn = before.epoch !== epoch;
  const sameClient = before.owner.clientId === after.owner.clientId;
  const reused = !passedOn && before.creates[0]?.requestId !== after.creates[0]?.requestId;
  const settings = differing(before.settings, after.settings);
  const changedStatus = before.status !== status;
  const closed = closings(before, after);
  const [earlier, owners] = [
    closed.filter((one) => one.epoch !== epoch),
    closed.filter((one) => one.epoch === epoch),
  ];
  return [
    ...earlier,
    ...(passedOn ? [now({ kind: sameClient ? 'resumed' : 'takenOver', ...openingOf(after) })] : []),
    ...(reused ? [now({ kind: 'reused' })] : []),
    ...(Object.keys(settings).length > 0 ? [now({ kind: 'updated', settings })] : []),
    // An end closes the connection; a connection that is closed interrupts.
    ...(changedStatus && status === 'ended'
      ? [now({ kind: 'ended', reason: after.endReason ?? 'requested' })]
      : []),
    ...owners,
    ...(changedStatus && status === 'interrupted' ? [now({ kind: 'interrupted' })] : []),
  ];
}

/** Connections of this session that are known to be closed only now, the oldest first. */
function closings(before: SpeakerItem, after: SpeakerItem): readonly SessionChange[] {
  return connectionsOfSession(after)
    .flatMap(({ connectionId, openedAt, epoch, closed }) => {
      const known = before.connections.find((fact) => fact.connectionId === connectionId)?.closed;
      if (closed === undefined || known !== undefined) return [];
      const change: Change = { kind: 'closed', connectionId, openedAt, ...closed };
      return [{ sessionId: after.sessionId, epoch, at: closed.at, change }];
    })
    .reverse();
}

function openingOf({ owner, connections, createdAt }: SpeakerItem): Opened {
  return { connectionId: owner.connectionId, openedAt: connections[0]?.openedAt ?? createdAt };
}

function differing(before: Settings, after: Settings): Partial<Settings> {
  const names = Object.keys(after) as (keyof Settings)[];
  return Object.fromEntries(
    names.filter((name) => before[name] !== after[name]).map((name) => [name, after[name]]),
  );
}
