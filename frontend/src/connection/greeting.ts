/** The speaker's first word on a socket: says who it is, and what it wants. */
import { attemptDue, putAttempt } from './attempt.ts';
import { onNewSocket, sent } from './command.ts';
import type { Turn } from './machine.ts';
import { type Opener, resume } from './opener.ts';
import type { OpenSocket } from './states.ts';

/** The client speaks first on a socket that is open. */
export function greet(turn: Turn, { socket, openedAt }: OpenSocket, tries: number): void {
  putAttempt(turn, { name: 'greeting', socket, openedAt, tries });
  turn.opener = onNewSocket(turn.opener ?? resume(turn.held?.sessionId, turn), turn.now);
  greetingDue(turn);
}

/** Acts on the deadline of an attempt, where it has come. */
export const greetingDue = (turn: Turn): void =>
  attemptDue(turn, turn.opener, (socket) => {
    if (turn.opener !== undefined) sendOpener(turn, socket, turn.opener);
  });

function sendOpener(turn: Turn, socket: number, opener: Opener): void {
  const { clientId, now } = turn;
  const { firstSentAt = now, requestId } = opener;
  turn.opener = { ...sent(opener, now), firstSentAt };
  // What an endSession does not need is ignored there.
  const message = { ...opener.message, requestId, clientId, connectionNumber: socket };
  turn.effects.push({ kind: 'send', socket, message });
}
