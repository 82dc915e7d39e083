/** What sockets do, by what each of them is in the present state. */
import type { ServerMessage } from '#protocol/server-messages.ts';
import { waitForNext } from './attempt.ts';
import { gaveUpCreate, stop } from './endings.ts';
import type { SocketEvent } from './events.ts';
import { greet } from './greeting.ts';
import { receiveWhileGreeting } from './greeting-answers.ts';
import { receiveWhileLive } from './live-answers.ts';
import { onLineSocket, type TokenRefused } from './line-sockets.ts';
import { goLive } from './live.ts';
import type { Turn } from './machine.ts';
import type { Greeting, Kept, Live, Opening } from './states.ts';

export function onSocket(turn: Turn, event: SocketEvent): void {
  onLineSocket(turn, event, {
    opened: (opening) => {
      // The timer of that may be late: the machine slept, or the page is hidden.
      if (!gaveUpCreate(turn)) greet(turn, { ...opening, openedAt: turn.now }, opening.tries);
    },
    received: (socket, message) => receive(turn, socket, message),
    tokenRefused: (opening, refusal) => withoutToken(turn, opening, refusal),
  });
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

/** Frames were in flight when another client took the session over, and had been claimed before. */
function claimedAfterAll(turn: Turn, { requestId }: ServerMessage<'framesAcked'>): void {
  if (turn.commands.frames?.requestId === requestId) turn.commands = { ...turn.commands, frames: undefined };
}

/** A late answer to a command of its own, newer than what stopped it: this client has the session after all. */
function receiveWhileAsking(turn: Turn, kept: Kept, message: ServerMessage): void {
  const { connection } = turn;
  if (message.type === 'framesAcked') claimedAfterAll(turn, message);
  if (
    connection.name === 'asking' &&
    (message.type === 'sessionCreated' || message.type === 'sessionResumed') &&
    message.sessionId === connection.elsewhere.sessionId &&
    message.epoch > connection.elsewhere.epoch
  )
    goLive(turn, kept, message, kept.openedAt);
}

function withoutToken(turn: Turn, opening: Opening, { message, why }: TokenRefused): void {
  const live = turn.connection.name === 'live';
  // On the air until the present token runs out; then it is said again, and counts.
  if (live && why !== 'unreachable') turn.notice = { kind: 'tokenRefused', message };
  if (live || why === 'unreachable') waitForNext(turn, opening);
  else if (why === 'rejected') stop(turn, { phase: 'signInAgain', message });
  else stop(turn, { phase: 'failed', failure: { code: 'TOKEN_TOO_LONG', message } });
}
