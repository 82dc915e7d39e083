/** The table of fault × await point × branch that a long run must have been through, each cell often enough to mean something. */
import { databaseFaults } from './profile.ts';

/** How often at least. */
export const OFTEN_ENOUGH = 50;
/** A shorter run proves nothing about the table. */
export const LONG_RUN = 200_000;

export const connectionFaults = ['timedOut', 'lostAnswer', 'killedBefore', 'killedAfter'] as const;
export const replyFaults = ['lost', 'late', 'cutAfter', 'cutBefore'] as const;

/** What the command came to after the fault. */
export const branches = ['done', 'refused', 'gaveUp', 'killed'] as const;
export type Branch = (typeof branches)[number];

const doneWith: readonly string[] = [
  ...['sessionCreated', 'sessionResumed', 'sessionUpdated', 'heartbeatAck', 'sessionEnded'],
  ...['framesAcked', 'sessionJoined', 'sessionLeft', 'left'],
  // A `$disconnect` answers nobody: it interrupts a session, or has nothing to interrupt (`noted`), or gives up (`failed`).
  'interrupted',
];

/** @param outcome as the log line has it: a message's type, an error's code, or a word of `$disconnect`'s */
export function branchOf(outcome: string): Branch {
  if (outcome === 'killed') return 'killed';
  if (outcome === 'UNAVAILABLE' || outcome === 'failed') return 'gaveUp';
  return doneWith.includes(outcome) ? 'done' : 'refused';
}

/** Where a token has run out, whichever command it came with. */
export const TOKEN_EXPIRED_WORDS = 'anyCommand';

/** Awaits at the database. `tellAudience` reads the list of listeners under the name of the command that it follows. */
const databasePoints = [
  ...['createSession.read', 'createSession.reserve', 'createSession.write'],
  ...['resumeSession.write', 'updateSession.write', 'heartbeat.write', 'endSession.write'],
  ...['resumeSession.read', '$disconnect.read', '$disconnect.write'],
];
/** Lists of listeners: who changed a session is answered whether or not they could be read. */
const listPoints = ['updateSession.read', 'endSession.read'];
/** Of these commands there are fewer: what takes two faults in one of them is rarer than 50 times. */
const audiencePoints = ['sendFrames.write', 'sendFrames.read', 'joinSession.write', 'joinSession.read'];
const pushPoints = [
  ...['resumeSession.push', 'resumeSession.close', 'endSession.push'],
  ...['sendFrames.push', 'sendFrames.close', 'joinSession.push', '$disconnect.push'],
];
/** Seen, and rarer than 50 times in 200,000 schedules: a word to an audience of few, in the midst of which something fails. */
const rarePoints = [
  ...['createSession.push', 'createSession.close', 'updateSession.push', 'updateSession.close'],
  ...['endSession.close', 'joinSession.close', '$disconnect.close'],
];
const tokenPoints = [`${TOKEN_EXPIRED_WORDS}.push`, `${TOKEN_EXPIRED_WORDS}.close`];
const replyPoints = ['createSession', 'resumeSession', 'updateSession', 'heartbeat', 'endSession'];

const isKill = (fault: string): boolean => fault === 'killedBefore' || fault === 'killedAfter';

/** A fault that kills leaves one branch; after any other there are those named. */
const across = (faults: readonly string[], points: readonly string[], after: readonly Branch[]) =>
  points.flatMap((point) =>
    faults.flatMap((fault) =>
      (isKill(fault) ? (['killed'] as const) : after).map((branch) => `${fault} @ ${point} -> ${branch}`),
    ),
  );

/** `fault @ await point -> branch`. */
export const wantedCells: readonly string[] = [
  ...across(databaseFaults, databasePoints, branches),
  ...across(databaseFaults, listPoints, ['done']),
  ...across(databaseFaults, audiencePoints, ['done', 'gaveUp']),
  ...across(connectionFaults, pushPoints, ['done']),
  ...across(connectionFaults, tokenPoints, ['refused']),
  ...across(
    replyFaults.map((fault) => `reply ${fault}`),
    replyPoints.map((route) => `${route}.reply`),
    ['done', 'refused', 'gaveUp'],
  ),
  ...across(
    replyFaults.map((fault) => `reply ${fault}`),
    ['sendFrames.reply', 'joinSession.reply'],
    ['done'],
  ),
];

const pointOf = (cell: string): string => cell.replace(/^.* @ /, '').replace(/ -> .*$/, '');

/** Awaits that no list above has: the product has one more. */
export function unlistedPoints(cells: ReadonlyMap<string, number>): readonly string[] {
  const listed = new Set([...wantedCells.map(pointOf), ...rarePoints]);
  return [...new Set([...cells.keys()].map(pointOf))].filter((point) => !listed.has(point));
}

/** @param cells `fault @ await point -> branch` and how often */
export const tooRare = (cells: ReadonlyMap<string, number>): readonly string[] =>
  wantedCells.filter((cell) => (cells.get(cell) ?? 0) < OFTEN_ENOUGH);
