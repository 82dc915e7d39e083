/** The table of faults and awaits that a long run must have been through, each cell often enough to mean something. */
import { databaseFaults } from './profile.ts';

/** How often at least. */
export const OFTEN_ENOUGH = 50;
/** A shorter run proves nothing about the table. */
export const LONG_RUN = 200_000;

export const connectionFaults = ['timedOut', 'lostAnswer', 'killedBefore', 'killedAfter'] as const;
export const replyFaults = ['lost', 'late', 'cutAfter', 'cutBefore'] as const;

/** Every await of every handler that lives long enough to be waited for; `read` beside `write` is the look after a loss. */
const databasePoints = [
  ...['createSession.read', 'createSession.reserve', 'createSession.write'],
  ...[
    'resumeSession.write',
    'resumeSession.read',
    'updateSession.write',
    'heartbeat.write',
    'endSession.write',
  ],
  ...['$disconnect.write', '$disconnect.read'],
];
const connectionPoints = ['resumeSession.push', 'resumeSession.close', 'endSession.push'];
const replyPoints = ['createSession', 'resumeSession', 'updateSession', 'heartbeat', 'endSession'];

const across = (faults: readonly string[], points: readonly string[]) =>
  points.flatMap((point) => faults.map((fault) => `${fault} @ ${point}`));

/** `fault @ await point`. */
export const wantedCells: readonly string[] = [
  ...across(databaseFaults, databasePoints),
  ...across(connectionFaults, connectionPoints),
  ...across(
    replyFaults.map((fault) => `reply ${fault}`),
    replyPoints.map((route) => `${route}.reply`),
  ),
];

/** @param cells `fault @ await point -> outcome` and how often */
export function timesOf(cells: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const times = new Map(wantedCells.map((cell) => [cell, 0]));
  for (const [key, count] of cells) {
    const [cell = ''] = key.split(' -> ');
    times.set(cell, (times.get(cell) ?? 0) + count);
  }
  return times;
}

export const tooRare = (cells: ReadonlyMap<string, number>): readonly string[] => {
  const times = timesOf(cells);
  return wantedCells.filter((cell) => (times.get(cell) ?? 0) < OFTEN_ENOUGH);
};
