/** Network, page and clock: reasons to try at once, to stop trying, or to ask the server whether we are still there. */
import { attemptDue, putAttempt } from './attempt.ts';
import { promptDelayMs } from './backoff.ts';
import { leaveFor, wantNothing } from './endings.ts';
import type { SurroundingsEvent } from './events.ts';
import { beginMove } from './live.ts';
import type { Turn } from './machine.ts';
import { giveUpAt } from './opener.ts';
import { attemptOf } from './states.ts';

/** Coming back to a page that has heard from the server so lately needs no probe. */
const freshMs = 30_000;

export function onSurroundings(turn: Turn, { kind }: SurroundingsEvent): void {
  switch (kind) {
    case 'woke':
      woke(turn);
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

function woke(turn: Turn): void {
  if (turn.now >= giveUpAt(turn.opener)) {
    wantNothing(turn);
    turn.notice = { kind: 'createGivenUp' };
    leaveFor(turn, { name: 'idle' }, 'gave the create up');
    return;
  }
  attemptDue(turn);
  const { connection } = turn;
  if (connection.name === 'live' && turn.now >= connection.moveAt) beginMove(turn, connection);
}

/** Not on the air until the server is heard again. */
function doubt(turn: Turn): void {
  if (turn.connection.name === 'live') turn.connection = { ...turn.connection, suspect: true };
  promptly(turn, 0);
}

/** Probes a live connection that was not heard for `silenceMs`, and brings a waiting attempt forward. */
function promptly(turn: Turn, silenceMs: number): void {
  const soon = turn.now + promptDelayMs(turn.random);
  const attempt = attemptOf(turn.connection);
  if (attempt?.name === 'waiting') putAttempt(turn, { ...attempt, tries: 0, retryAt: soon });
  const { connection } = turn;
  if (connection.name === 'live' && turn.now - connection.heardAt >= silenceMs)
    turn.connection = { ...connection, heartbeatAt: Math.min(connection.heartbeatAt, soon) };
}

/** Browsers keep no page with open sockets in the back-forward cache: they are closed, to come back soon. */
function freeze(turn: Turn): void {
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
