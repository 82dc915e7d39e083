/** Each write as parameters: a guard, what it sets, and nothing sent. speaker-store.ts sends them. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { ClientMessage } from '../protocol/client-messages.ts';
import type { EpochMs } from '../protocol/units.ts';
import type { Named } from '../session/end.ts';
import { claimOf } from '../session/frames.ts';
import type { ConnectionFact, Owner, SpeakerItem } from '../session/speaker-item.ts';
import { REMEMBERED_CONNECTIONS } from '../session/speaker-item.ts';
import { changesOf } from '../session/update.ts';
import { number, text, uuid } from './attributes.ts';
import { allOf, assign, expression, setAll, type Expression } from './expressions.ts';
import { guards, stillLive } from './guards.ts';
import {
  closedAttributes,
  connectionSlot,
  factAttribute,
  letters,
  settingAttributes,
  slots,
  stored,
  toAttributes,
} from './items.ts';

export interface Write {
  readonly guard: Expression;
  readonly update: Expression;
}

/**
 * DynamoDB cannot write the later of two times, so a write either raises the lease, on the condition that it
 * rises, or leaves it, on the condition that the stored one is later.
 */
export interface Lease {
  readonly kind: 'raise' | 'keep';
  readonly until: EpochMs;
}

const leaseGuard = ({ kind, until }: Lease) =>
  kind === 'raise' ? guards.leaseRises(until) : guards.leaseStays(until);
const leaseSet = ({ kind, until }: Lease) =>
  kind === 'raise' ? [assign({ [stored.leaseUntil]: number(until) })] : [];

/** The item that a decision made of the one it saw. Connection slots are shifted, not overwritten: see `shift`. */
export function writeDecided(seen: SpeakerItem | undefined, next: SpeakerItem): Write {
  const staysOwner = seen?.connections[0]?.connectionId === next.connections[0]?.connectionId;
  return {
    guard: seen === undefined ? guards.nothingStored() : guards.asSeen(seen),
    update: setAll(
      assign(toAttributes(next)),
      ...(staysOwner ? [epochOfNewest(number(next.epoch))] : shift(next.connections[0], number(next.epoch))),
    ),
  };
}

/** resumeSession, without having read the item. */
export function writeResume(
  message: ClientMessage<'resumeSession'>,
  by: Owner,
  connection: ConnectionFact,
  lease: Lease,
  now: EpochMs,
): Write {
  const sameClient = guards.ownerIsOlderSocketOf(by);
  const personChose = allOf(guards.epochIs(message.epoch ?? 0), guards.ownerIsNoNewerSocketOf(by));
  const who = message.takeover
    ? expression(`((${sameClient.text}) OR (${personChose.text}))`, {
        ...sameClient.values,
        ...personChose.values,
      })
    : sameClient;
  return {
    guard: allOf(
      ...(message.sessionId === undefined ? [] : [guards.sessionIs(message.sessionId)]),
      stillLive(now),
      guards.notOwnedBy(by.connectionId),
      who,
      leaseGuard(lease),
    ),
    update: setAll(
      assign({
        [stored.connectionId]: text(by.connectionId),
        [stored.clientId]: uuid(by.clientId),
        [stored.connectionNumber]: number(by.connectionNumber),
        [stored.status]: text(letters.live),
        [stored.change]: number(0),
      }),
      expression(`${stored.epoch} = ${stored.epoch} + :one`, { ':one': number(1) }),
      ...leaseSet(lease),
      ...shift(connection, undefined),
    ),
  };
}

export function writeUpdate(
  message: ClientMessage<'updateSession'>,
  by: Owner['connectionId'],
  lease: Lease,
  now: EpochMs,
): Write {
  return {
    guard: allOf(owned(message, by, now), guards.changeBelow(message.change), leaseGuard(lease)),
    update: setAll(
      assign({ [stored.change]: number(message.change), ...settingAttributes(changesOf(message)) }),
      ...leaseSet(lease),
    ),
  };
}

export function writeHeartbeat(
  message: ClientMessage<'heartbeat'>,
  by: Owner['connectionId'],
  until: EpochMs,
  now: EpochMs,
): Write {
  const lease: Lease = { kind: 'raise', until };
  return { guard: allOf(owned(message, by, now), leaseGuard(lease)), update: setAll(...leaseSet(lease)) };
}

/** @param seqs `raise`: some of them are new. `keep`: the message was claimed before, and renews the lease. */
export function writeClaim(
  message: ClientMessage<'sendFrames'>,
  by: Owner['connectionId'],
  seqs: 'raise' | 'keep',
  lease: Lease,
  now: EpochMs,
): Write {
  const { after, last } = claimOf(message);
  const raises = seqs === 'raise';
  return {
    guard: allOf(
      owned(message, by, now),
      guards.paused(false),
      ...(after > 0 ? [guards.claimedUpTo(after)] : []),
      raises ? guards.claimedBelow(last) : guards.claimedAlready(last),
      leaseGuard(lease),
    ),
    update: setAll(...(raises ? [assign({ [stored.claimedSeq]: number(last) })] : []), ...leaseSet(lease)),
  };
}

export function writeEnd(message: Named, now: EpochMs): Write {
  return {
    guard: allOf(guards.sessionIs(message.sessionId), stillLive(now), guards.epochIs(message.epoch)),
    update: setAll(assign({ [stored.status]: text(letters.requested) })),
  };
}

/** Without a time: an operator's clock is nobody's measure. */
export function writeEndByOperator(seen: Named): Write {
  return {
    guard: allOf(guards.sessionIs(seen.sessionId), guards.notEnded(), guards.epochIs(seen.epoch)),
    update: setAll(assign({ [stored.status]: text(letters.operator) })),
  };
}

/** The owner's own connection is gone: interrupted, with the lease that is the later one. */
export function writeInterrupted(
  by: Owner['connectionId'],
  closed: NonNullable<ConnectionFact['closed']>,
  lease: Lease,
  now: EpochMs,
): Write {
  return {
    guard: allOf(
      guards.ownedBy(by),
      guards.onAir(),
      guards.leaseAhead(now),
      guards.ageAhead(now),
      leaseGuard(lease),
    ),
    update: setAll(
      assign({ [stored.status]: text(letters.interrupted) }),
      ...closedSets(0, closed),
      ...leaseSet(lease),
    ),
  };
}

/** A connection that does not hold a session on the air tells how it went, and touches nothing else. */
export function writeClosedFact(
  index: number,
  by: Owner['connectionId'],
  closed: NonNullable<ConnectionFact['closed']>,
  now: EpochMs,
): Write {
  return {
    guard: allOf(guards.factIsOpen(index, by), guards.notOnAirFor(by, now)),
    update: setAll(...closedSets(index, closed)),
  };
}

const owned = (
  message: ClientMessage<'updateSession' | 'heartbeat' | 'sendFrames'>,
  by: Owner['connectionId'],
  now: EpochMs,
) =>
  allOf(
    guards.sessionIs(message.sessionId),
    stillLive(now),
    guards.ownedBy(by),
    guards.epochIs(message.epoch),
  );

const closedSets = (index: number, closed: NonNullable<ConnectionFact['closed']>) =>
  Object.entries(closedAttributes(closed)).map(([name, value]) =>
    expression(`${connectionSlot(index).fact}.${name} = :closed_${name}`, { [`:closed_${name}`]: value }),
  );

const epochOfNewest = (epoch: AttributeValue) =>
  expression(`${connectionSlot(0).epoch} = :newestEpoch`, { ':newestEpoch': epoch });

/**
 * Moves every connection one slot down and puts `newest` on top. Right sides read the item as it was, so the
 * slots shift within one expression; a list with append and remove would be refused (overlapping paths).
 * @param epoch undefined: one above the stored, where the item was not read
 */
function shift(newest: ConnectionFact | undefined, epoch: AttributeValue | undefined): Expression[] {
  if (newest === undefined) throw new Error('A session always has a newest connection.');
  const down = slots(REMEMBERED_CONNECTIONS - 1).map((index) => {
    const [from, to] = [connectionSlot(index), connectionSlot(index + 1)];
    return expression(
      `${to.fact} = if_not_exists(${from.fact}, :noFact), ${to.epoch} = if_not_exists(${from.epoch}, :noEpoch)`,
      { ':noFact': { M: {} }, ':noEpoch': number(0) },
    );
  });
  return [
    ...down,
    expression(`${connectionSlot(0).fact} = :newestFact`, { ':newestFact': factAttribute(newest) }),
    epoch === undefined
      ? expression(`${connectionSlot(0).epoch} = ${stored.epoch} + :one`, { ':one': number(1) })
      : epochOfNewest(epoch),
  ];
}
