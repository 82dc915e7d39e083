/** The named conditions of every write. Each is one clause of a rule in session/, in the database's words. */
import type { ConnectionId, EpochMs, SessionId } from '../protocol/units.ts';
import type { Owner, SpeakerItem } from '../session/speaker-item.ts';
import { flag, number, text, uuid } from './attributes.ts';
import { allOf, expression, type Expression } from './expressions.ts';
import { connectionSlot, createSlot, letters, statusLetter, stored } from './items.ts';

export const guards = {
  nothingStored: () => expression(`attribute_not_exists(${stored.key})`),
  sessionIs: (sessionId: SessionId) =>
    expression(`${stored.sessionId} = :sessionIs`, { ':sessionIs': text(sessionId) }),
  notEnded: () =>
    expression(`${stored.status} IN (:notEndedLive, :notEndedInterrupted)`, {
      ':notEndedLive': text(letters.live),
      ':notEndedInterrupted': text(letters.interrupted),
    }),
  onAir: () => expression(`${stored.status} = :onAir`, { ':onAir': text(letters.live) }),
  leaseAhead: (now: EpochMs) =>
    expression(`${stored.leaseUntil} > :leaseAhead`, { ':leaseAhead': number(now) }),
  ageAhead: (now: EpochMs) => expression(`${stored.expiresAt} > :ageAhead`, { ':ageAhead': number(now) }),
  ownedBy: (connectionId: ConnectionId) =>
    expression(`${stored.connectionId} = :ownedBy`, { ':ownedBy': text(connectionId) }),
  notOwnedBy: (connectionId: ConnectionId) =>
    expression(`${stored.connectionId} <> :notOwnedBy`, { ':notOwnedBy': text(connectionId) }),
  epochIs: (epoch: number) => expression(`${stored.epoch} = :epochIs`, { ':epochIs': number(epoch) }),
  changeBelow: (change: number) =>
    expression(`${stored.change} < :changeBelow`, { ':changeBelow': number(change) }),
  paused: (paused: boolean) => expression(`${stored.paused} = :paused`, { ':paused': flag(paused) }),
  claimedBelow: (seq: number) =>
    expression(`(attribute_not_exists(${stored.claimedSeq}) OR ${stored.claimedSeq} < :claimedBelow)`, {
      ':claimedBelow': number(seq),
    }),
  /** Every seq up to this one was claimed before: no hole comes after it. */
  claimedUpTo: (seq: number) =>
    expression(`${stored.claimedSeq} >= :claimedUpTo`, { ':claimedUpTo': number(seq) }),
  claimedAlready: (seq: number) =>
    expression(`${stored.claimedSeq} >= :claimedAlready`, { ':claimedAlready': number(seq) }),
  /** The owner is the same client on a socket that it opened earlier. */
  ownerIsOlderSocketOf: (by: Owner) =>
    expression(`${stored.clientId} = :olderClient AND ${stored.connectionNumber} < :olderNumber`, {
      ':olderClient': uuid(by.clientId),
      ':olderNumber': number(by.connectionNumber),
    }),
  /** The owner is another client, or the same one on a socket that is no newer than this. */
  ownerIsNoNewerSocketOf: (by: Owner) =>
    expression(`(${stored.clientId} <> :newerClient OR ${stored.connectionNumber} <= :newerNumber)`, {
      ':newerClient': uuid(by.clientId),
      ':newerNumber': number(by.connectionNumber),
    }),
  /** The write raises the lease; beside it stands an assignment of it. */
  leaseRises: (lease: EpochMs) =>
    expression(`${stored.leaseUntil} < :leaseRises`, { ':leaseRises': number(lease) }),
  /** The stored lease is the later one and stays. */
  leaseStays: (lease: EpochMs) =>
    expression(`${stored.leaseUntil} >= :leaseStays`, { ':leaseStays': number(lease) }),
  /** Not the owner of a session on the air: its closing would be more than a note. */
  notOnAirFor: (connectionId: ConnectionId, now: EpochMs) =>
    expression(
      `(${stored.connectionId} <> :notOnAirFor OR ${stored.status} <> :notOnAirLive` +
        ` OR ${stored.leaseUntil} <= :notOnAirAt OR ${stored.expiresAt} <= :notOnAirAt)`,
      {
        ':notOnAirFor': text(connectionId),
        ':notOnAirLive': text(letters.live),
        ':notOnAirAt': number(now),
      },
    ),
  factIsOpen: (index: number, connectionId: ConnectionId) => {
    const { fact } = connectionSlot(index);
    return expression(`${fact}.c = :factIsOpen AND attribute_not_exists(${fact}.z)`, {
      ':factIsOpen': text(connectionId),
    });
  },
  /**
   * Nothing that a decision rests on has changed since it was read. Owner and opening facts change with the
   * epoch, settings with the change number, times and rate window with the session, the memory of requestIds
   * with its newest. A claim may leave the lease as it is, so it is named, too.
   */
  asSeen: (item: SpeakerItem) =>
    expression(
      [
        `${stored.sessionId} = :seenSession`,
        `${stored.status} = :seenStatus`,
        `${stored.epoch} = :seenEpoch`,
        `${stored.change} = :seenChange`,
        `${stored.leaseUntil} = :seenLease`,
        `${createSlot(0).requestId} = :seenCreate`,
        item.claimedSeq === 0
          ? `(attribute_not_exists(${stored.claimedSeq}) OR ${stored.claimedSeq} = :seenClaimed)`
          : `${stored.claimedSeq} = :seenClaimed`,
      ].join(' AND '),
      {
        ':seenSession': text(item.sessionId),
        ':seenStatus': statusLetter(item),
        ':seenEpoch': number(item.epoch),
        ':seenChange': number(item.change),
        ':seenLease': number(item.leaseUntil),
        ':seenClaimed': number(item.claimedSeq),
        ':seenCreate': uuid(item.creates[0]?.requestId ?? ''),
      },
    ),
} as const satisfies Record<string, (...args: never[]) => Expression>;

export const stillLive = (now: EpochMs): Expression =>
  allOf(guards.notEnded(), guards.leaseAhead(now), guards.ageAhead(now));
