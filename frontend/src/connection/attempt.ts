/** How a connection comes about, alone or beside a live one: begin, greet, fail, wait, begin again. */
import { attemptDelayMs } from './backoff.ts';
import { type Command, dueAction } from './command.ts';
import { closeSocket } from './endings.ts';
import type { LineTurn } from './machine.ts';
import { type Attempt, attemptOf, type Greeting, type Opening } from './states.ts';

/** Token, handshake and `$connect` together; longer than API Gateway lets an authorizer take. */
const openingLimitMs = 30_000;

/** Puts the attempt where it belongs: beside the live connection, or in the place of everything else. */
export function putAttempt(turn: LineTurn, attempt: Attempt): void {
  const { connection } = turn;
  turn.connection = connection.name === 'live' ? { ...connection, move: attempt } : attempt;
}

/** Opens the next socket now; without a network, as soon as there is one. */
export function beginAttempt(turn: LineTurn, tries: number): void {
  const { now } = turn;
  if (!turn.reachable) {
    putAttempt(turn, { name: 'waiting', tries, retryAt: now });
    return;
  }
  const socket = ++turn.connectionNumber;
  putAttempt(turn, { name: 'opening', socket, tries, giveUpAt: now + openingLimitMs });
  turn.effects.push({ kind: 'open', socket });
}

/** The attempt came to nothing: the next one after a backoff. What the socket should have said stays to be said. */
export function waitForNext(turn: LineTurn, failed: Opening | Greeting): void {
  const tries = failed.tries + 1;
  putAttempt(turn, { name: 'waiting', tries, retryAt: turn.now + attemptDelayMs(tries, turn.random) });
}

/** Closes the attempt's socket and waits for the next. */
export function abandon(turn: LineTurn, attempt: Opening | Greeting, why: string): void {
  closeSocket(turn, attempt, why);
  waitForNext(turn, attempt);
}

/**
 * Acts on the attempt's deadline, where it has come.
 * @param opener what a socket that is open greets with
 * @param say sends it on the socket of that number
 */
export function attemptDue(turn: LineTurn, opener: Command | undefined, say: (socket: number) => void): void {
  const { now } = turn;
  const attempt = attemptOf(turn.connection);
  switch (attempt?.name) {
    case undefined:
      return;
    case 'waiting':
      if (turn.reachable && now >= attempt.retryAt) beginAttempt(turn, attempt.tries);
      return;
    case 'opening':
      if (now >= attempt.giveUpAt) abandon(turn, attempt, 'did not open in time');
      return;
    case 'greeting': {
      const action = opener && dueAction(opener, 2, now);
      if (action === 'send') say(attempt.socket);
      if (action === 'dead') abandon(turn, attempt, 'no answer');
    }
  }
}
