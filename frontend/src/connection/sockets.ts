/** What sockets do, by the state that the socket is in. */
import { greet, waitForNext } from './attempt.ts';
import { stop, withClosed } from './endings.ts';
import type { SocketEvent } from './events.ts';
import { receiveWhileGreeting } from './greeting-answers.ts';
import { receiveWhileLive } from './live-answers.ts';
import { goLive, withoutLive } from './live.ts';
import type { Machine, Moment, Step } from './machine.ts';
import { type Asking, attemptOf, type Greeting, type Live, type Opening, type OpenSocket } from './states.ts';

export function onSocket(machine: Machine, event: SocketEvent, moment: Moment): Step {
  const { connection } = machine;
  const attempt = attemptOf(connection);
  if (attempt?.name === 'opening' && attempt.socket === event.socket)
    return whileOpening(machine, attempt, event, moment);
  if (attempt?.name === 'greeting' && attempt.socket === event.socket)
    return whileGreeting(machine, attempt, event, moment);
  if (connection.name === 'live' && connection.socket === event.socket)
    return whileLive(machine, connection, event, moment);
  if (connection.name === 'asking' && connection.kept?.socket === event.socket)
    return whileAsking(machine, connection, connection.kept, event, moment);
  // Stale: a socket that no state knows any more has nothing to say.
  return [machine, []];
}

function whileOpening(machine: Machine, opening: Opening, event: SocketEvent, moment: Moment): Step {
  const { socket, tries } = opening;
  switch (event.kind) {
    case 'socketOpened':
      return greet(machine, { socket, openedAt: moment.now }, tries, moment);
    case 'socketClosed':
      return [waitForNext(recorded(machine, opening, event, moment), moment, tries + 1), []];
    case 'tokenRefused':
      return withoutToken(machine, opening, event, moment);
    case 'messageArrived':
      return [machine, []];
  }
}

function withoutToken(
  machine: Machine,
  { tries }: Opening,
  { message, why }: Extract<SocketEvent, { kind: 'tokenRefused' }>,
  moment: Moment,
): Step {
  if (why === 'unreachable') return [waitForNext(machine, moment, tries + 1), []];
  // On the air until the present token runs out; then it is said again, and counts.
  if (machine.connection.name === 'live')
    return [waitForNext({ ...machine, notice: { kind: 'tokenRefused', message } }, moment, tries + 1), []];
  return why === 'rejected'
    ? stop(machine, { phase: 'signInAgain', message }, moment.now)
    : stop(machine, { phase: 'failed', failure: { code: 'TOKEN_TOO_LONG', message } }, moment.now);
}

function whileGreeting(machine: Machine, greeting: Greeting, event: SocketEvent, moment: Moment): Step {
  switch (event.kind) {
    case 'messageArrived':
      return machine.opener === undefined
        ? [machine, []]
        : receiveWhileGreeting(machine, greeting, machine.opener, event.message, moment);
    case 'socketClosed':
      return [waitForNext(recorded(machine, greeting, event, moment), moment, greeting.tries + 1), []];
    case 'socketOpened':
    case 'tokenRefused':
      return [machine, []];
  }
}

function whileLive(machine: Machine, live: Live, event: SocketEvent, moment: Moment): Step {
  switch (event.kind) {
    case 'messageArrived':
      return machine.held === undefined
        ? [machine, []]
        : receiveWhileLive(machine, live, machine.held, event.message, moment);
    case 'socketClosed':
      return [withoutLive(recorded(machine, live, event, moment), live, moment), []];
    case 'socketOpened':
    case 'tokenRefused':
      return [machine, []];
  }
}

function whileAsking(
  machine: Machine,
  asking: Asking,
  kept: OpenSocket,
  event: SocketEvent,
  moment: Moment,
): Step {
  switch (event.kind) {
    case 'messageArrived': {
      const { message } = event;
      const { elsewhere } = asking;
      // A late answer to a command of its own, newer than what stopped it: this client has the session after all.
      return (message.type === 'sessionCreated' || message.type === 'sessionResumed') &&
        message.sessionId === elsewhere.sessionId &&
        message.epoch > elsewhere.epoch
        ? goLive(machine, kept, message, kept.openedAt, moment)
        : [machine, []];
    }
    case 'socketClosed':
      return [{ ...recorded(machine, kept, event, moment), connection: { ...asking, kept: undefined } }, []];
    case 'socketOpened':
    case 'tokenRefused':
      return [machine, []];
  }
}

/** RFC 6455, 7.1.5: what a browser says where no close frame came. */
const noCloseFrame = 1006;

function recorded(
  machine: Machine,
  socket: Opening | OpenSocket,
  { code, reason }: Extract<SocketEvent, { kind: 'socketClosed' }>,
  { now }: Moment,
): Machine {
  const network = code === noCloseFrame;
  return withClosed(machine, {
    connectionNumber: socket.socket,
    ...('openedAt' in socket && { openedAt: socket.openedAt }),
    closedAt: now,
    by: network ? 'network' : 'gateway',
    ...(!network && { code }),
    why: reason,
  });
}
