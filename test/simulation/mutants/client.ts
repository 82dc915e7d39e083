/** Each rule of the client, removed one at a time. */
import { inFile, type Mutant } from './mutant.ts';

const inModule = (name: string) => inFile(`frontend/src/connection/${name}.ts`);
const persistence = inModule('persistence');
const live = inModule('live');
const liveAnswers = inModule('live-answers');
const greeting = inModule('greeting-answers');
const lease = inModule('lease');
const commands = inModule('commands');

export const clientMutants: readonly Mutant[] = [
  inModule('identity')(
    'a Web Lock tells copies of a tab apart',
    'const { locks } = environment;',
    'const locks = undefined as Environment["locks"];',
  ),
  persistence(
    'connectionNumber is kept over a reload',
    'connectionNumber, held: held &&',
    'connectionNumber: 0, held: held &&',
  ),
  persistence(
    'the session is kept over a reload',
    'held: held && { sessionId: held.sessionId, epoch: held.epoch, frames: leftOf(held.frames, commands.frames?.message), },',
    'held: undefined,',
    { redundant: 'a resume without a name finds the speaker’s session, too' },
  ),
  persistence(
    'an unanswered create is kept over a reload',
    '!isPlainResume(opener) ? opener : undefined',
    '!isPlainResume(opener) ? undefined : undefined',
  ),
  inModule('greeting')(
    'a command keeps its requestId at every sending',
    'const message = { ...opener.message, requestId,',
    'const message = { ...opener.message, requestId: turn.requestId,',
  ),
  live(
    'a push that overtook its answer counts',
    'supersededBy?.sessionId === sessionId && supersededBy.epoch > epoch',
    'false',
    { redundant: 'the connection is closed behind the push, and the resume tells' },
  ),
  live(
    'the older socket is closed after a move',
    "if (connection.name === 'live') closeSocket(turn, connection, 'moved to a fresh connection');",
    '',
  ),
  live(
    'commands wait for the next connection',
    'onNewEpoch({ ...commands, frames: inFlight }, change, now)',
    'noCommands',
  ),
  commands(
    'changes are counted on from the stored one',
    'update: update && { ...onNewSocket(update, now), message: { ...update.message, change } }',
    'update: update && onNewSocket(update, now)',
    { redundant: 'the acknowledgement raises the count as well' },
  ),
  commands(
    'what is unacknowledged goes into the next update',
    'open.map((name) => [name, wishes[name]])',
    '[]',
  ),
  liveAnswers(
    'SUPERSEDED to a command only says: ask',
    'dropLive(turn, live, code);',
    "askPerson(turn, { sessionId: sessionId ?? '', epoch: epoch ?? 0, status: 'live' }, live);",
    { profile: 'movingOn' },
  ),
  liveAnswers(
    'what a push says on an older socket is ignored',
    'epoch > held.epoch && !isOlder(live)',
    'epoch > held.epoch',
    { profile: 'movingOn', redundant: 'the newer socket is told the same' },
  ),
  liveAnswers(
    'a push that names no newer epoch is ignored',
    'epoch > held.epoch && !isOlder(live)',
    '!isOlder(live)',
    { redundant: 'frames keep their order, so a push comes before the answer that is newer' },
  ),
  liveAnswers(
    'connectionSuperseded stops the client',
    "askPerson(turn, { sessionId, epoch, status: 'live' }, live);",
    '',
  ),
  liveAnswers(
    'a refusal on an older socket is ignored',
    'if (!old && !isOlder(live)) dropLive',
    'if (!old) dropLive',
    { profile: 'movingOn', redundant: 'the resume that follows is answered as the newer one was' },
  ),
  greeting(
    'SUPERSEDED to a greeting ends reconnecting',
    "if (superseded || code === 'SESSION_ACTIVE') { askPerson(turn, { sessionId, epoch, status }, greeting); return; }",
    'if (superseded) { abandon(turn, greeting, code); return; }',
  ),
  greeting(
    'SUPERSEDED by itself is old news',
    'if (superseded && sessionId === held?.sessionId && epoch <= held.epoch) return;',
    '',
    { profile: 'denseRetries', redundant: 'the server tells no client that it is superseded by itself' },
  ),
  greeting('an answer must carry its requestId', 'if (answers) goLive(turn,', 'goLive(turn,', {
    profile: 'slowRaces',
    redundant: 'one greeting a socket: a late answer is to the same one',
  }),
  greeting(
    'a session that is gone is gone',
    'sessionOver(turn, overOutcome(error, held?.sessionId), opener.onPageLoad && held?.told === undefined);',
    'abandon(turn, greeting, code);',
  ),
  lease(
    'the lease counts from when the command was sent',
    'sentAt + answer.leaseUntil - answer.timestamp,',
    'sentAt + 10_000 + answer.leaseUntil - answer.timestamp,',
    { profile: 'shortLives' },
  ),
  lease(
    'a lease counts within its session only',
    'held?.sessionId === answer.sessionId && held.told?.facts.leaseEndsAt',
    'held?.told?.facts.leaseEndsAt',
    { profile: 'shortLeases', redundant: 'a session begins with a whole lease' },
  ),
  inModule('present')(
    'on the air while the lease runs only',
    'leaseEndsAt !== undefined && now < leaseEndsAt && !connection.suspect',
    '!connection.suspect',
    { profile: 'shortLeases', redundant: 'heartbeats end sooner than leases' },
  ),
  inModule('sending')(
    'heartbeats renew the lease',
    'commands.heartbeat === undefined && now >= live.heartbeatAt',
    'false',
  ),
  inModule('sending')('an unanswered command condemns its socket', "action === 'dead'", 'false'),
  inModule('sending')(
    'nothing is sent while a greeting is unanswered',
    "live.move?.name !== 'greeting'",
    'true',
    { profile: 'movingOn', redundant: 'the older socket is refused, and asks' },
  ),
  inModule('clock')(
    'naps are counted together',
    'if (sleptMs >= 0 && sleptMs < sleepMs) return false; this.#aheadMs = aheadMs; if (sleptMs < 0) return false;',
    'this.#aheadMs = aheadMs; if (sleptMs < sleepMs) return false;',
    { profile: 'naps' },
  ),
  inModule('sockets')(
    'a late answer puts it on the air again',
    'message.epoch > connection.elsewhere.epoch',
    'false',
    { profile: 'rivals', redundant: 'a pair that was refused is never good again: epochs only grow' },
  ),
  inModule('endings')('a create is given up after 2 min', 'turn.now < giveUpAt(turn.opener)', 'true', {
    profile: 'denseRetries',
  }),
  inModule('sockets')('a create whose time is over is not sent', 'if (!gaveUpCreate(turn)) greet', 'greet', {
    redundant: 'it takes a machine that wakes with a socket just open: one schedule in three million',
  }),
  inModule('opener')(
    'a resume names its session',
    "newCommand({ action: 'resumeSession', sessionId }, moment)",
    "newCommand({ action: 'resumeSession' }, moment)",
    { profile: 'rivals' },
  ),
];
