/** Network, page and clock: reasons to try at once, to stop trying, or to ask the server whether we are still there. */
import { putAttempt } from './attempt.ts';
import { promptDelayMs } from './backoff.ts';
import { leaveFor } from './endings.ts';
import type { SurroundingsEvent } from './events.ts';
import type { LineTurn } from './machine.ts';
import { attemptOf } from './states.ts';

/** Coming back to a page that has heard from the server so lately needs no probe. */
const freshMs = 30_000;

/** @param woke what is done when a deadline has come */
export function onSurroundings(turn: LineTurn, { kind }: SurroundingsEvent, woke: () => void): void {
  switch (kind) {
    case 'woke':
      woke();
      return;
    case 'online':
      turn.reachable = true;
      promptly(turn, 0);
      return;
    case 'offline':
      turn.reachable = false;
      doubt(turn);
      return;
    case 'slept':
      doubt(turn);
      return;
    case 'visible':
      promptly(turn, freshMs);
      return;
    case 'frozen':
      turn.reachable = false;
      freeze(turn);
  }
}

/** Not on the air until the server is heard again. */
function doubt(turn: LineTurn): void {
  if (turn.connection.name === 'live') turn.connection = { ...turn.connection, suspect: true };
  promptly(turn, 0);
}

/** Probes a live connection that was not heard for `silenceMs`, and brings a waiting attempt forward. */
function promptly(turn: LineTurn, silenceMs: number): void {
  const soon = turn.now + promptDelayMs(turn.random);
  const attempt = attemptOf(turn.connection);
  if (attempt?.name === 'waiting') putAttempt(turn, { ...attempt, tries: 0, retryAt: soon });
  const { connection } = turn;
  if (connection.name === 'live' && turn.now - connection.heardAt >= silenceMs)
    turn.connection = { ...connection, heartbeatAt: Math.min(connection.heartbeatAt, soon) };
}

/** Browsers keep no page with open sockets in the back-forward cache: they are closed, to come back soon. */
function freeze(turn: LineTurn): void {
  const { connection } = turn;
  if (connection.name === 'idle' || connection.name === 'closed') return;
  leaveFor(
    turn,
    connection.name === 'asking'
      ? { ...connection, kept: undefined }
      : { name: 'waiting', tries: 0, retryAt: turn.now },
    'the page was put away',
  );
}
