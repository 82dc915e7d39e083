/** How sockets, connections and sessions end, and what stays on record of them. */
import { attemptDelayMs } from './backoff.ts';
import { noCommands, wishedNames } from './commands.ts';
import type { LineTurn, Outcome, Turn } from './machine.ts';
import { giveUpAt } from './opener.ts';
import type { LineSocket, OpenSocket } from './states.ts';
import type { ClosedConnection, Elsewhere } from './view.ts';

const remembered = 10;

export function record(
  turn: LineTurn,
  { openedAt, socket }: LineSocket,
  how: Pick<ClosedConnection, 'by' | 'code' | 'why'>,
): void {
  const entry = { connectionNumber: socket, openedAt, closedAt: turn.now, ...how };
  turn.closedConnections = [entry, ...turn.closedConnections].slice(0, remembered);
}

/** The client closes a socket of its own. The caller sees to a state without it. */
export function closeSocket(turn: LineTurn, closed: LineSocket, why: string): void {
  record(turn, closed, { by: 'client', why });
  turn.effects.push({ kind: 'close', socket: closed.socket, why });
}

/** The next attempt comes at that instant. */
export function wait(turn: LineTurn, dueAt: number, tries = 0): void {
  turn.attempt = { name: 'waiting', tries, dueAt };
}

/**
 * A socket is gone. For the one in use the move under way takes its place, or a first attempt soon; a failed attempt is
 * followed by the next after a backoff. What should have been said on it stays to be said.
 */
export function lose(turn: LineTurn, lost: LineSocket): void {
  const { attempt, now, random } = turn;
  if (lost.name === 'aside') turn.aside = undefined;
  else if (lost.name === 'live') {
    const soon = now + attemptDelayMs(0, random);
    turn.live = undefined;
    if (attempt?.socket === undefined) wait(turn, Math.min(soon, attempt?.dueAt ?? soon), attempt?.tries);
  } else {
    const tries = lost.tries + 1;
    wait(turn, now + attemptDelayMs(tries, random), tries);
  }
}

/** The socket is of no use any more, though it may be open still. */
export function drop(turn: LineTurn, socket: LineSocket, why: string): void {
  closeSocket(turn, socket, why);
  lose(turn, socket);
}

/** No connection is wanted any more. Every socket is closed but the one to be kept aside. */
export function leave(turn: LineTurn, why: string, kept?: OpenSocket): void {
  for (const each of [turn.live, turn.attempt, turn.aside])
    if (each?.socket !== undefined && each.socket !== kept?.socket) closeSocket(turn, each, why);
  turn.live = turn.attempt = undefined;
  turn.aside = kept && { ...kept, name: 'aside' };
}

/** Stops until a person acts; the session, if any, is not known to be over. */
export function stop(turn: Turn, outcome: Outcome, kept?: OpenSocket): void {
  turn.outcome = outcome;
  leave(turn, outcome.phase, kept);
}

/** Nobody waits for anything any more. Whether frames in flight were claimed stays open as long as the session is held. */
export function wantNothing(turn: Turn): void {
  turn.opener = turn.supersededBy = turn.notice = undefined;
  turn.commands = { ...noCommands, frames: turn.commands.frames };
}

/** A create that waits too long is not sent again. @returns whether it was given up just now */
export function gaveUpCreate(turn: Turn): boolean {
  if (turn.now < giveUpAt(turn.opener)) return false;
  wantNothing(turn);
  turn.notice = { kind: 'createGivenUp' };
  stop(turn, { phase: 'off' });
  return true;
}

/** The session is over, or nobody wants to know of it any more. */
export function sessionOver(turn: Turn, outcome: Outcome): void {
  wantNothing(turn);
  turn.held = turn.told = undefined;
  stop(turn, outcome);
}

/** Another client has the session: no attempt is made any more, what waited is dropped, a person is asked. */
export function askPerson(turn: Turn, elsewhere: Elsewhere, kept: OpenSocket): void {
  const { end, wishes } = turn.commands;
  wantNothing(turn);
  if (end ?? wishedNames(wishes).length > 0) turn.notice = { kind: 'changesDropped' };
  const wasHere = turn.held?.sessionId === elsewhere.sessionId;
  stop(turn, { phase: 'elsewhere', elsewhere, wasHere }, kept);
}
