/** What sockets do, by what each of them is in the present state. */
import type { ServerMessage } from '#protocol/server-messages.ts';
import { greet, waitForNext } from './attempt.ts';
import { record, stop } from './endings.ts';
import type { SocketEvent } from './events.ts';
import { receiveWhileGreeting } from './greeting-answers.ts';
import { receiveWhileLive } from './live-answers.ts';
import { goLive, withoutLive } from './live.ts';
import type { Turn } from './machine.ts';
import { type Greeting, type Kept, type Live, type Opening, socketsOf } from './states.ts';

/** RFC 6455, 7.1.5: what a browser says where no close frame came. */
const noCloseFrame = 1006;

export function onSocket(turn: Turn, event: SocketEvent): void {
  const socket = socketsOf(turn.connection).find((each) => each.socket === event.socket);
  // Stale: a socket that the state does not know any more has nothing to say.
  if (socket === undefined) return;
  switch (event.kind) {
    case 'opened':
      if (socket.name === 'opening') greet(turn, { ...socket, openedAt: turn.now }, socket.tries);
      return;
    case 'tokenRefused':
      if (socket.name === 'opening') withoutToken(turn, socket, event);
      return;
    case 'received':
      receive(turn, socket, event.message);
      return;
    case 'closed': {
      const { code, reason } = event;
      const by = code === noCloseFrame ? 'network' : 'gateway';
      record(turn, socket, { by, code: by === 'gateway' ? code : undefined, why: reason });
      lose(turn, socket);
    }
  }
}

function receive(turn: Turn, socket: Opening | Greeting | Live | Kept, message: ServerMessage): void {
  switch (socket.name) {
    case 'opening':
      return;
    case 'greeting':
      receiveWhileGreeting(turn, socket, message);
      return;
    case 'live':
      receiveWhileLive(turn, socket, message);
      return;
    case 'kept':
      receiveWhileAsking(turn, socket, message);
  }
}

/** A late answer to a command of its own, newer than what stopped it: this client has the session after all. */
function receiveWhileAsking(turn: Turn, kept: Kept, message: ServerMessage): void {
  const { connection } = turn;
  if (
    connection.name === 'asking' &&
    (message.type === 'sessionCreated' || message.type === 'sessionResumed') &&
    message.sessionId === connection.elsewhere.sessionId &&
    message.epoch > connection.elsewhere.epoch
  )
    goLive(turn, kept, message, kept.openedAt);
}

/** The socket has closed by itself. */
function lose(turn: Turn, socket: Opening | Greeting | Live | Kept): void {
  const { connection } = turn;
  if (socket.name === 'live') withoutLive(turn, socket);
  else if (socket.name !== 'kept') waitForNext(turn, socket);
  else if (connection.name === 'asking') turn.connection = { ...connection, kept: undefined };
}

function withoutToken(
  turn: Turn,
  opening: Opening,
  { message, why }: Extract<SocketEvent, { kind: 'tokenRefused' }>,
): void {
  const live = turn.connection.name === 'live';
  // On the air until the present token runs out; then it is said again, and counts.
  if (live && why !== 'unreachable') turn.notice = { kind: 'tokenRefused', message };
  if (live || why === 'unreachable') waitForNext(turn, opening);
  else if (why === 'rejected') stop(turn, { phase: 'signInAgain', message });
  else stop(turn, { phase: 'failed', failure: { code: 'TOKEN_TOO_LONG', message } });
}
