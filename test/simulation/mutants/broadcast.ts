/** Each guard and rule of frames and listeners, removed one at a time. */
import { inFile, type Mutant } from './mutant.ts';

const write = inFile('lambdas/store/writes.ts');
const fanOut = inFile('lambdas/distribution/through-connections.ts');
const order = inFile('frontend/src/connection/order.ts');
const frames = inFile('frontend/src/connection/frames.ts');
const message = inFile('frontend/src/connection/frames-message.ts');

const broken = { profile: 'brokenBroadcast' };
const moving = { profile: 'movingBroadcast' };
const rivals = { profile: 'rivalSpeakers' };

const READ = 'const found = findLive(await readItem(database, reserved.speakerId), sessionId, now);';
const JOIN =
  "const result = await database.update(listenersKey(sessionId), { guard: expression( `attribute_not_exists(${roster.connections}) OR contains(${roster.connections}, :me) OR size(${roster.connections}) < :most`, { ':me': text(by), ':most': number(most) }, ), update: expression(`SET ${stored.ttl} = :ttl ADD ${roster.connections} :joining`, { ':ttl': number(reserved.ttl), ':joining': textSet([by]), }), }); if (!result.written) return { kind: 'refused', refusal: { code: 'SESSION_FULL' } }; const before = rosterOf(result.before); const found = findLive(await readItem(database, reserved.speakerId), sessionId, now);";
const READ_BEFORE_JOIN = `${READ} ${JOIN.replace(READ, '')}`;

export const broadcastMutants: readonly Mutant[] = [
  write('claim: not paused', 'guards.paused(false),', '', broken),
  write('claim: no hole that is not announced', '...(after > 0 ? [guards.claimedUpTo(after)] : []),', '', {
    ...moving,
    redundant: 'a client that keeps its books leaves none',
  }),
  write(
    'claim: the seqs rise, or were claimed',
    'raises ? guards.claimedBelow(last) : guards.claimedAlready(last),',
    '',
    broken,
  ),
  write(
    'claim: the lease rises or stays',
    ': guards.claimedAlready(last), leaseGuard(lease), ), update: setAll(...(raises',
    ': guards.claimedAlready(last), ), update: setAll(...(raises',
    broken,
  ),
  inFile('lambdas/session/frames.ts')(
    'a claim never falls',
    'claimedSeq: Math.max(live.claimedSeq, last),',
    'claimedSeq: last,',
    { ...broken, redundant: 'what is written is said by the guard; the rule only answers' },
  ),
  inFile('lambdas/store/guards.ts')(
    'create: claimed seq as seen',
    'item.claimedSeq === 0 ? `(attribute_not_exists(${stored.claimedSeq}) OR ${stored.claimedSeq} = :seenClaimed)` : `${stored.claimedSeq} = :seenClaimed`,',
    '`(attribute_not_exists(none) OR ${stored.claimedSeq} = :seenClaimed)`,',
    { profile: 'createsAmidFrames' },
  ),
  inFile('lambdas/store/listener-store.ts')(
    'who joins is on the list before the session is read',
    JOIN,
    READ_BEFORE_JOIN,
    rivals,
  ),
  fanOut(
    'who takes nothing is taken off the list',
    'if (gone.length + cut.length > 0) await takeOff(sessionId, gone, cut);',
    '',
    broken,
  ),
  fanOut(
    'everybody is handed a message before it is acknowledged',
    'const cut = new Set(connectionIds); const endsAt = monotonicMs() + distributionTimeouts.postingMs; await each(',
    'const cut = new Set(); const endsAt = Infinity; void each(',
    broken,
  ),
  fanOut(
    'who is taken off the list is closed',
    'await each(cut, endsAt, async (connectionId) => { await connections.close(connectionId); });',
    '',
    { ...broken, redundant: 'silence makes a listener join again, and its heartbeat is told' },
  ),
  inFile('lambdas/heartbeat.ts')(
    'a listener is told that it is off the list',
    'joined, },',
    'joined: true, },',
    broken,
  ),
  inFile('lambdas/join-session.ts')(
    'a join is not told to the one who joins',
    'now, services, caller.connectionId);',
    'now, services);',
    { ...broken, redundant: 'its next heartbeat tells it that it is off the list' },
  ),
  order('a frame is taken once', 'lastSeq === undefined || seq > lastSeq', 'true', broken),
  order('a frame of a superseded owner is dropped', 'if (epoch < order.epoch) return order;', '', moving),
  order(
    'a hole is told',
    "if (announced > 0) heard.push({ kind: 'gap', seqs: announced, ...ms });",
    '',
    moving,
  ),
  frames(
    'without frames of its own a page goes on where the server says',
    'nextSeq: queue.length === 0 ? nextSeq : own',
    'nextSeq: own',
    { ...rivals, redundant: 'whoever lost the session has forgotten where it was' },
  ),
  message('what was given up is announced', '...(gap && { gap: gap.seqs, gapMs: gap.ms }),', '', {
    ...moving,
    redundant: 'the server refuses the hole, and says from where',
  }),
  message(
    'another client’s frames came in between: what was in flight is given up',
    'if (frames.nextSeq !== undefined) return { frames, inFlight };',
    'return { frames, inFlight };',
    rivals,
  ),
  inFile('frontend/src/connection/listener-answers.ts')(
    'a listener that is off the list joins again',
    'if (message.joined === false) askToJoin(turn);',
    '',
    broken,
  ),
];
