/** Each guard of each conditional write, removed one at a time. */
import { inFile, type Mutant } from './mutant.ts';

const write = inFile('lambdas/store/writes.ts');
const guard = inFile('lambdas/store/guards.ts');
const ALWAYS = "expression('attribute_not_exists(none)')";

const slow = { profile: 'slowRaces' };

/** The same text, always true: DynamoDB refuses a value that no expression uses. */
const or = (text: string) => text.replace(/^`(.*)`$/, '`($1 OR attribute_not_exists(none))`');

export const guardMutants: readonly Mutant[] = [
  guard('create: nothing stored', 'expression(`attribute_not_exists(${stored.key})`)', ALWAYS),
  guard(
    'create: session as seen',
    '`${stored.sessionId} = :seenSession`',
    or('`${stored.sessionId} = :seenSession`'),
    { ...slow, redundant: 'a new session has another newest requestId' },
  ),
  guard(
    'create: status as seen',
    '`${stored.status} = :seenStatus`',
    or('`${stored.status} = :seenStatus`'),
    slow,
  ),
  guard(
    'create: epoch as seen',
    '`${stored.epoch} = :seenEpoch`',
    or('`${stored.epoch} = :seenEpoch`'),
    slow,
  ),
  guard(
    'create: change as seen',
    '`${stored.change} = :seenChange`',
    or('`${stored.change} = :seenChange`'),
    slow,
  ),
  guard(
    'create: lease as seen',
    '`${stored.leaseUntil} = :seenLease`',
    or('`${stored.leaseUntil} = :seenLease`'),
    {
      ...slow,
      redundant: 'what lowers it comes with an epoch, a change or a status; both removed are caught',
    },
  ),
  guard(
    'create: newest requestId as seen',
    '`${createSlot(0).requestId} = :seenCreate`',
    or('`${createSlot(0).requestId} = :seenCreate`'),
    { ...slow, redundant: 'two creates of one client move the epoch' },
  ),
  guard(
    'create: change and lease as seen',
    '`${stored.change} = :seenChange`, `${stored.leaseUntil} = :seenLease`',
    `${or('`${stored.change} = :seenChange`')}, ${or('`${stored.leaseUntil} = :seenLease`')}`,
    slow,
  ),
  write(
    'create: nothing of it as seen',
    'guards.nothingStored() : guards.asSeen(seen)',
    `guards.nothingStored() : ${ALWAYS}`,
    slow,
  ),
  inFile('lambdas/store/reservation.ts')(
    'create: the name is nobody else’s',
    '`attribute_not_exists(${stored.key}) OR (${mine})`',
    '`attribute_not_exists(none) OR (${mine})`',
  ),
  write(
    'resume: the session named',
    '...(message.sessionId === undefined ? [] : [guards.sessionIs(message.sessionId)]),',
  ),
  write('resume: still live', 'stillLive(now), guards.notOwnedBy', 'guards.notOwnedBy'),
  write('resume: not its owner already', 'guards.notOwnedBy(by.connectionId),', '', {
    redundant: 'its number is not below its own, and its takeover has raised the epoch',
  }),
  guard(
    'resume: same client',
    "expression(`${stored.clientId} = :olderClient AND ${stored.connectionNumber} < :olderNumber`, { ':olderClient': uuid(by.clientId),",
    'expression(`${stored.connectionNumber} < :olderNumber`, {',
  ),
  guard(
    'resume: on an older socket',
    "= :olderClient AND ${stored.connectionNumber} < :olderNumber`, { ':olderClient': uuid(by.clientId), ':olderNumber': number(by.connectionNumber),",
    "= :olderClient`, { ':olderClient': uuid(by.clientId),",
  ),
  write(
    'takeover: the epoch that the person saw',
    'allOf(guards.epochIs(message.epoch ?? 0), guards.ownerIsNoNewerSocketOf(by))',
    'guards.ownerIsNoNewerSocketOf(by)',
  ),
  write(
    'takeover: not from a newer socket',
    'allOf(guards.epochIs(message.epoch ?? 0), guards.ownerIsNoNewerSocketOf(by))',
    'guards.epochIs(message.epoch ?? 0)',
    { redundant: 'a client learns an epoch on no socket newer than the one it speaks on' },
  ),
  write('resume: the lease rises or stays', 'who, leaseGuard(lease),', 'who,'),
  write(
    'update: the change is above the stored one',
    'guards.changeBelow(message.change), leaseGuard(lease)',
    'leaseGuard(lease)',
  ),
  write(
    'update: the lease rises or stays',
    'guards.changeBelow(message.change), leaseGuard(lease)',
    'guards.changeBelow(message.change)',
  ),
  write(
    'heartbeat: the lease rises',
    'allOf(owned(message, by, now), leaseGuard(lease)), update: setAll(...leaseSet(lease))',
    'owned(message, by, now), update: setAll(...leaseSet(lease))',
  ),
  write(
    'update, heartbeat: the session named',
    'guards.sessionIs(message.sessionId), stillLive(now), guards.ownedBy(by)',
    'stillLive(now), guards.ownedBy(by)',
    {
      redundant:
        'one connection holds one epoch of one session; two only where a push closed nothing: rarer than one schedule in 20,000',
    },
  ),
  write(
    'update, heartbeat: still live',
    'guards.sessionIs(message.sessionId), stillLive(now), guards.ownedBy(by)',
    'guards.sessionIs(message.sessionId), guards.ownedBy(by)',
  ),
  write(
    'update, heartbeat: own connection',
    'guards.ownedBy(by), guards.epochIs(message.epoch)',
    'guards.epochIs(message.epoch)',
    { redundant: 'beside the epoch; both removed are caught' },
  ),
  write(
    'update, heartbeat: epoch',
    'guards.ownedBy(by), guards.epochIs(message.epoch)',
    'guards.ownedBy(by)',
    { redundant: 'beside the connection; both removed are caught' },
  ),
  write('update, heartbeat: own connection and epoch', 'guards.ownedBy(by), guards.epochIs(message.epoch),'),
  write(
    'end: the session named',
    'guards.sessionIs(message.sessionId), stillLive(now), guards.epochIs(message.epoch)',
    'stillLive(now), guards.epochIs(message.epoch)',
  ),
  write(
    'end: still live',
    'guards.sessionIs(message.sessionId), stillLive(now), guards.epochIs(message.epoch)',
    'guards.sessionIs(message.sessionId), guards.epochIs(message.epoch)',
  ),
  write(
    'end: epoch',
    'guards.sessionIs(message.sessionId), stillLive(now), guards.epochIs(message.epoch)',
    'guards.sessionIs(message.sessionId), stillLive(now)',
  ),
  write('$disconnect: own connection', 'guards.ownedBy(by), guards.onAir(),', 'guards.onAir(),'),
  write('$disconnect: on the air', 'guards.ownedBy(by), guards.onAir(),', 'guards.ownedBy(by),'),
  write(
    '$disconnect: lease ahead',
    'guards.leaseAhead(now), guards.ageAhead(now), leaseGuard(lease)',
    'guards.ageAhead(now), leaseGuard(lease)',
    { profile: 'shortLeases', redundant: 'a lease that stays or rises has been seen ahead by the rule' },
  ),
  write(
    '$disconnect: age ahead',
    'guards.leaseAhead(now), guards.ageAhead(now), leaseGuard(lease)',
    'guards.leaseAhead(now), leaseGuard(lease)',
    { profile: 'shortLives' },
  ),
  write(
    '$disconnect: the lease rises or stays',
    'guards.ageAhead(now), leaseGuard(lease),',
    'guards.ageAhead(now),',
    { profile: 'shortLeases' },
  ),
  write(
    '$disconnect: a note is no more than a note',
    'allOf(guards.factIsOpen(index, by), guards.notOnAirFor(by, now))',
    'guards.factIsOpen(index, by)',
    {
      ...slow,
      redundant: 'the rule has looked before; test/conformance/store-races.ts places the race by hand',
    },
  ),
  guard(
    '$disconnect: the fact is its own',
    "expression(`${fact}.c = :factIsOpen AND attribute_not_exists(${fact}.z)`, { ':factIsOpen': text(connectionId), })",
    'expression(`attribute_not_exists(${fact}.z)`)',
  ),
  guard(
    '$disconnect: the first word stands',
    '${fact}.c = :factIsOpen AND attribute_not_exists(${fact}.z)',
    '${fact}.c = :factIsOpen',
  ),
  guard(
    'still live: not ended',
    'allOf(guards.notEnded(), guards.leaseAhead(now), guards.ageAhead(now))',
    'allOf(guards.leaseAhead(now), guards.ageAhead(now))',
  ),
  guard(
    'still live: lease ahead',
    'allOf(guards.notEnded(), guards.leaseAhead(now), guards.ageAhead(now))',
    'allOf(guards.notEnded(), guards.ageAhead(now))',
    { profile: 'shortLeases' },
  ),
  guard(
    'still live: age ahead',
    'allOf(guards.notEnded(), guards.leaseAhead(now), guards.ageAhead(now))',
    'allOf(guards.notEnded(), guards.leaseAhead(now))',
    { profile: 'shortLives' },
  ),
];
