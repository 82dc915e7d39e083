/** How a connection comes about, alone or beside a live one: begin, greet, fail, wait, begin again. */
import { drop, wait } from './endings.ts';
import type { Line, LineTurn } from './machine.ts';
import type { Greeting } from './states.ts';

/** Token, handshake and `$connect` together; longer than API Gateway lets an authorizer take. */
const openingLimitMs = 30_000;

/** Opens the next socket now; without a network, as soon as there is one. */
export function beginAttempt(turn: LineTurn, tries = 0): void {
  const { now } = turn;
  if (turn.reachable) {
    const socket = ++turn.connectionNumber;
    turn.attempt = { name: 'opening', socket, tries, dueAt: now + openingLimitMs };
    turn.effects.push({ kind: 'open', socket });
  } else wait(turn, now, tries);
}

/** When something is to be done about the attempt. Monotonic ms; Infinity: there is nothing to wait for. */
export function attemptAt({ attempt, opener, reachable }: Line): number {
  const dueAt = attempt?.name === 'greeting' ? opener?.dueAt : attempt?.dueAt;
  return (attempt?.name !== 'waiting' || reachable ? dueAt : undefined) ?? Infinity;
}

/** Begins the attempt that has waited long enough, and gives up the one whose socket does not open. */
export function attemptDue(turn: LineTurn): void {
  const { attempt } = turn;
  if (!attempt || turn.now < attemptAt(turn)) return;
  if (attempt.name === 'waiting') beginAttempt(turn, attempt.tries);
  if (attempt.name === 'opening') drop(turn, attempt, 'no answer');
}

/** The attempt whose socket is open: there the opener is said. */
export const greetingOf = ({ attempt }: Line): Greeting | undefined =>
  attempt?.name === 'greeting' ? attempt : undefined;
