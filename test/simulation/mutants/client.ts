/** Each rule of the client, removed one at a time. */
import { inFile, type Mutant } from './mutant.ts';

const inModule = (name: string) => inFile(`frontend/src/connection/${name}.ts`);
const persistence = inModule('persistence');
const live = inModule('live');
const answers = inModule('answers');
const refusals = inModule('refusals');
const lease = inModule('lease');
const commands = inModule('commands');
const endings = inModule('endings');

export const clientMutants: readonly Mutant[] = [
  inModule('identity')(
    'a Web Lock tells copies of a tab apart',
    'const { locks } = environment.navigator;',
    'const locks = undefined as TabEnvironment["navigator"]["locks"];',
  ),
  persistence(
    'connectionNumber is kept over a reload',
    'connectionNumber, held: held &&',
    'connectionNumber: 0, held: held &&',
  ),
  persistence(
    'the session is kept over a reload',
    'held: held && { sessionId: held.sessionId, epoch: held.epoch, frames: sending?.leftOf(machine) },',
    'held: undefined,',
    { redundant: 'a resume without a name finds the speaker’s session, too' },
  ),
  persistence(
    'an unanswered create is kept over a reload',
    '!isPlainResume(opener) ? opener : undefined',
    '!isPlainResume(opener) ? undefined : undefined',
  ),
  inModule('sending')(
    'a command keeps its requestId at every sending',
    '...message, requestId, clientId',
    '...message, requestId: turn.requestId, clientId',
  ),
  live(
    'a push that overtook its answer counts',
    'supersededBy?.sessionId === sessionId && supersededBy.epoch > epoch',
    'false',
    { redundant: 'the connection is closed behind the push, and the resume tells' },
  ),
  live(
    'the older socket is closed after a move',
    "if (live) closeSocket(turn, live, 'moved to a fresh connection');",
    '',
  ),
  live(
    'commands wait for the next connection',
    'onNewEpoch(held ? commands : noCommands, snapshot.change, now)',
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
    'open.map((each) => [each, wishes[each]])',
    "name === 'update' ? [] : open.map((each) => [each, wishes[each]])",
  ),
  refusals(
    'SUPERSEDED to a command only says: ask',
    'drop(turn, live, code);',
    "askPerson(turn, { sessionId: error.sessionId ?? '', epoch: error.epoch ?? 0, status: 'live' }, live);",
    { profile: 'movingOn' },
  ),
  answers('what a push says on an older socket is ignored', '(live && !isOlder(turn))', 'live', {
    profile: 'movingOn',
    redundant: 'the newer socket is told the same',
  }),
  answers(
    'what a push says on a newer socket stops the one in use',
    "name === 'greeting' || (live",
    'false || (live',
    {
      profile: 'movingOn',
      redundant: 'the next answer says the same; a hidden page waits minutes for it, as in seed 946912',
    },
  ),
  answers('a push that names no newer epoch is ignored', 'ofHeld && epoch > ofHeld.epoch', 'ofHeld', {
    redundant: 'frames keep their order, so a push comes before the answer that is newer',
  }),
  answers(
    'connectionSuperseded stops the client',
    "askPerson(turn, { sessionId, epoch, status: 'live' }, on);",
    ';',
  ),
  refusals(
    'a refusal on an older socket is ignored',
    'if (!isOldNews(turn, error) && !isOlder(turn)) drop',
    'if (!isOldNews(turn, error)) drop',
    { profile: 'movingOn', redundant: 'the resume that follows is answered as the newer one was' },
  ),
  refusals(
    'SUPERSEDED to a greeting ends reconnecting',
    "if (sessionId && epoch && (superseded || code === 'SESSION_ACTIVE')) askPerson(turn, { sessionId, epoch, status }, greeting);",
    'if (superseded) drop(turn, greeting, code);',
  ),
  refusals('SUPERSEDED by itself is old news', 'if (superseded && isOldNews(turn, error)) return;', '', {
    profile: 'denseRetries',
    redundant: 'the server tells no client that it is superseded by itself',
  }),
  answers(
    'an answer must carry its requestId',
    'if (answersOpener) goLive(turn,',
    "if (name === 'greeting') goLive(turn,",
    { profile: 'slowRaces', redundant: 'one greeting a socket: a late answer is to the same one' },
  ),
  refusals(
    'a session that is gone is gone',
    "sessionOver(turn, opener.onPageLoad && !told ? { phase: 'off' } : overOutcome(turn, error));",
    'drop(turn, greeting, code);',
  ),
  lease(
    'the lease counts from when the command was sent',
    'sentAt + leaseUntil - timestamp,',
    'sentAt + 10_000 + leaseUntil - timestamp,',
    { profile: 'shortLives' },
  ),
  lease(
    'a lease counts within its session only',
    'told?.facts.leaseEndsAt ?? 0',
    'before?.facts.leaseEndsAt ?? 0',
    { profile: 'shortLeases', redundant: 'a session begins with a whole lease' },
  ),
  inModule('present')(
    'on the air while the lease runs only',
    'live && !leaseRanOut && !live.suspect',
    'live && !live.suspect',
    { profile: 'shortLeases', redundant: 'heartbeats end sooner than leases' },
  ),
  inModule('sending')(
    'heartbeats renew the lease',
    '!commands.heartbeat && turn.now >= live.heartbeatAt',
    'false',
  ),
  inModule('command')(
    'an unanswered command condemns its socket',
    'if (sends >= allowedSends + (now - dueAt > lateMs ? 1 : 0)) {',
    "if (sends >= allowedSends && on.name === 'greeting') {",
  ),
  inModule('sending')(
    'nothing is sent while a greeting is unanswered',
    'for (const name of sendable(turn)) {',
    'for (const name of commandNames) {',
    { profile: 'movingOn', redundant: 'the older socket is refused, and asks' },
  ),
  inModule('clock')(
    'naps are counted together',
    'if (sleptMs >= 0 && sleptMs < sleepMs) return false; aheadMs += sleptMs; if (sleptMs < 0) return false;',
    'aheadMs += sleptMs; if (sleptMs < sleepMs) return false;',
    { profile: 'naps' },
  ),
  answers('a late answer puts it on the air again', 'message.epoch > outcome.elsewhere.epoch', 'false', {
    profile: 'rivals',
    redundant: 'a pair that was refused is never good again: epochs only grow',
  }),
  endings('a create is given up after 2 min', 'turn.now < giveUpAt(turn.opener)', 'true', {
    profile: 'denseRetries',
  }),
  inModule('step')(
    'a create whose time is over is not sent',
    'if (!gaveUpCreate(turn)) attemptDue(turn);',
    'attemptDue(turn); sendAllDue(turn); gaveUpCreate(turn);',
    { redundant: 'it takes a machine that wakes with a socket just open: one schedule in three million' },
  ),
  inModule('opener')(
    'a resume names its session',
    "newCommand({ action: 'resumeSession', sessionId }, moment)",
    "newCommand({ action: 'resumeSession' }, moment)",
    { profile: 'rivals' },
  ),
  inModule('person')('a press does only what is possible', 'if (may[kind] ?? true) rules', 'rules'),
  inModule('attempt')(
    'a socket that does not open is given up',
    'dueAt: now + openingLimitMs }',
    'dueAt: Infinity }',
  ),
  live(
    'a connection is left before it is too old',
    'moveAt: sentAt + snapshot.rotateAfterMs,',
    'moveAt: Infinity,',
    {
      profile: 'movingOn',
      redundant:
        'at its longest age the gateway ends it, and the client is back; the week holds that a move costs 0 ms',
    },
  ),
  endings(
    'where another client has the session nothing waits any more',
    'const { end, wishes } = turn.commands; wantNothing(turn);',
    'const { end, wishes } = turn.commands;',
  ),
  answers(
    'an acknowledgement counts in its own epoch only',
    'if (!name || held?.epoch !== message.epoch) return;',
    'if (!name || !held) return;',
    { profile: 'movingOn', redundant: 'on a new epoch every command has a new requestId or is said again' },
  ),
  live(
    'what waits goes on in the same session only',
    'onNewEpoch(held ? commands : noCommands, snapshot.change, now)',
    'onNewEpoch(commands, snapshot.change, now)',
    {
      profile: 'rivals',
      redundant: 'whoever loses a session drops what waited for it before the next begins',
    },
  ),
  inModule('surroundings')(
    'after a sleep nothing is on the air until the server is heard',
    'slept: { suspect: true },',
    'slept: {},',
    {
      profile: 'naps',
      redundant: 'a sleep counts against the lease as well; a unit test holds what is shown',
    },
  ),
];
