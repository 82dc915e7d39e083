/** How connections and sessions end, and what stays on record of them. */
import type { ServerMessage } from '#protocol/server-messages.ts';
import { isEmpty, noCommands } from './commands.ts';
import type { Machine, Step } from './machine.ts';
import { and } from './machine.ts';
import { type Connection, type Opening, type OpenSocket, type Outcome, socketsOf } from './states.ts';
import type { ClosedConnection, Elsewhere, Failure } from './view.ts';

const remembered = 10;

export const withClosed = (machine: Machine, closed: ClosedConnection): Machine => ({
  ...machine,
  closedConnections: [closed, ...machine.closedConnections].slice(0, remembered),
});

/** The client closes a socket of its own. The caller gives the machine a state without it. */
export function closing(machine: Machine, closed: Opening | OpenSocket, why: string, now: number): Step {
  const { socket } = closed;
  const opened = 'openedAt' in closed && { openedAt: closed.openedAt };
  return [
    withClosed(machine, { connectionNumber: socket, ...opened, closedAt: now, by: 'client', why }),
    [{ kind: 'close', socket, why }],
  ];
}

/** Into a state without sockets, or with the kept one only; every other is closed. */
export function leaveFor(machine: Machine, connection: Connection, why: string, now: number): Step {
  const kept = new Set(socketsOf(connection).map(({ socket }) => socket));
  return socketsOf(machine.connection)
    .filter(({ socket }) => !kept.has(socket))
    .reduce<Step>(
      (step, socket) => and(step, (before) => closing(before, socket, why, now)),
      [{ ...machine, connection }, []],
    );
}

/** Stops for good until a person acts; the session, if any, is not known to be over. */
export const stop = (machine: Machine, outcome: Outcome, now: number): Step =>
  leaveFor(machine, { name: 'closed', outcome }, outcome.phase, now);

/** The session is over. `quietly`: nobody here had it on the air, so it is the start page and not an ending. */
export function sessionOver(machine: Machine, outcome: Outcome, quietly: boolean, now: number): Step {
  const forgotten = {
    ...machine,
    held: undefined,
    opener: undefined,
    commands: noCommands,
    supersededBy: undefined,
  };
  return leaveFor(forgotten, quietly ? { name: 'idle' } : { name: 'closed', outcome }, 'session over', now);
}

/** Another client has the session: no attempt is made any more, what waited is dropped, a person is asked. */
export function askPerson(
  machine: Machine,
  elsewhere: Elsewhere,
  kept: OpenSocket | undefined,
  now: number,
): Step {
  const { commands } = machine;
  const dropped = !isEmpty(commands.wishes) || commands.end !== undefined;
  return leaveFor(
    {
      ...machine,
      opener: undefined,
      commands: noCommands,
      supersededBy: undefined,
      notice: dropped ? { kind: 'changesDropped' } : machine.notice,
    },
    { name: 'asking', elsewhere, kept: kept && { socket: kept.socket, openedAt: kept.openedAt } },
    'the session is elsewhere',
    now,
  );
}

export const failureOf = ({ code, message, retryAfterMs }: ServerMessage<'error'>): Failure => ({
  code,
  message,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

/** A page older than the backend sends what the backend no longer takes. */
export const isOutdated = ({ code }: ServerMessage<'error'>): boolean =>
  code === 'UNKNOWN_ACTION' || code === 'INVALID_MESSAGE';

/** What an `afterCreate` error says about a session. */
export function overOutcome(error: ServerMessage<'error'>, sessionId: string | undefined): Outcome {
  const named = sessionId !== undefined && { sessionId };
  return error.code === 'SESSION_ENDED'
    ? { phase: 'ended', reason: 'elsewhere', ...named }
    : { phase: 'expired', ...named };
}
