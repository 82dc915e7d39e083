/** How connections and sessions end, and what stays on record of them. */
import type { ServerMessage } from '#protocol/server-messages.ts';
import { noCommands, wishedNames } from './commands.ts';
import { elsewhere as givenElsewhere } from './frames.ts';
import type { LineTurn, Turn } from './machine.ts';
import { giveUpAt } from './opener.ts';
import { type Connection, type Opening, type OpenSocket, type Outcome, socketsOf } from './states.ts';
import type { ClosedConnection, Elsewhere } from './view.ts';

const remembered = 10;

export function record(
  turn: LineTurn,
  closed: Opening | OpenSocket,
  how: Pick<ClosedConnection, 'by' | 'code' | 'why'>,
): void {
  const openedAt = 'openedAt' in closed ? closed.openedAt : undefined;
  const entry = { connectionNumber: closed.socket, openedAt, closedAt: turn.now, ...how };
  turn.closedConnections = [entry, ...turn.closedConnections].slice(0, remembered);
}

/** The client closes a socket of its own. The caller sees to a state without it. */
export function closeSocket(turn: LineTurn, closed: Opening | OpenSocket, why: string): void {
  record(turn, closed, { by: 'client', why });
  turn.effects.push({ kind: 'close', socket: closed.socket, why });
}

/** Into a state without sockets, or with the kept one only; every other is closed. */
export function leaveFor(turn: LineTurn, connection: Connection, why: string): void {
  const kept = socketsOf(connection).map(({ socket }) => socket);
  for (const socket of socketsOf(turn.connection))
    if (!kept.includes(socket.socket)) closeSocket(turn, socket, why);
  turn.connection = connection;
}

/** A create that waits too long is not sent again. @returns whether it was given up just now */
export function gaveUpCreate(turn: Turn): boolean {
  if (turn.now < giveUpAt(turn.opener)) return false;
  wantNothing(turn);
  turn.notice = { kind: 'createGivenUp' };
  leaveFor(turn, { name: 'idle' }, 'gave the create up');
  return true;
}

/** Nobody waits for anything any more. Whether frames in flight were claimed stays open as long as the session is held. */
export function wantNothing(turn: Turn): void {
  turn.opener = turn.supersededBy = turn.notice = undefined;
  turn.commands = { ...noCommands, frames: turn.commands.frames };
}

/** Stops for good until a person acts; the session, if any, is not known to be over. */
export const stop = (turn: LineTurn, outcome: Outcome): void =>
  leaveFor(turn, { name: 'closed', outcome }, outcome.phase);

/** The session is over. `quietly`: nobody here had it on the air, so it is the start page and not an ending. */
export function sessionOver(turn: Turn, outcome: Outcome, quietly = false): void {
  wantNothing(turn);
  turn.held = undefined;
  leaveFor(turn, quietly ? { name: 'idle' } : { name: 'closed', outcome }, 'session over');
}

/** Another client has the session: no attempt is made any more, what waited is dropped, a person is asked. */
export function askPerson(turn: Turn, elsewhere: Elsewhere, { openedAt, socket }: OpenSocket): void {
  const { held } = turn;
  const { end, wishes } = turn.commands;
  const dropped = end !== undefined || wishedNames(wishes).length > 0;
  wantNothing(turn);
  if (held !== undefined) turn.held = { ...held, frames: givenElsewhere(held.frames) };
  if (dropped) turn.notice = { kind: 'changesDropped' };
  const kept = { name: 'kept', socket, openedAt } as const;
  leaveFor(turn, { name: 'asking', elsewhere, kept }, 'the session is elsewhere');
}

/** What an `afterCreate` error says about a session. */
export const overOutcome = (error: ServerMessage<'error'>, sessionId: string | undefined): Outcome =>
  error.code === 'SESSION_ENDED'
    ? { phase: 'ended', reason: 'elsewhere', sessionId }
    : { phase: 'expired', sessionId };

/** What a `never` error means: a page older than the backend sends what the backend no longer takes. */
export function neverOutcome({ code, message, retryAfterMs }: ServerMessage<'error'>): Outcome {
  return code === 'UNKNOWN_ACTION' || code === 'INVALID_MESSAGE'
    ? { phase: 'outdated', message }
    : { phase: 'failed', failure: { code, message, retryAfterMs } };
}
