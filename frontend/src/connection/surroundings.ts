/** Network, page and clock: reasons to try at once, to stop trying, or to ask the server whether we are still there. */
import { promptDelayMs } from './backoff.ts';
import { leave, wait } from './endings.ts';
import type { SurroundingsEvent } from './events.ts';
import type { LineTurn } from './machine.ts';

interface Meaning {
  readonly reachable?: boolean;
  /** A live connection is not on the air until the server is heard again. */
  readonly suspect?: boolean;
  /** A live connection that was heard so lately is not probed. */
  readonly freshMs?: number;
}

const meanings: Record<Exclude<SurroundingsEvent['kind'], 'woke' | 'frozen'>, Meaning> = {
  online: { reachable: true },
  offline: { reachable: false, suspect: true },
  slept: { suspect: true },
  visible: { freshMs: 30_000 },
};

export function onSurroundings(turn: LineTurn, kind: SurroundingsEvent['kind']): void {
  const { attempt, live, now } = turn;
  if (kind === 'frozen') {
    // Browsers keep no page with open sockets in the back-forward cache: they are closed, to come back soon.
    turn.reachable = false;
    leave(turn, kind);
    if (live ?? attempt) wait(turn, now);
  } else if (kind !== 'woke') {
    const { freshMs = 0, reachable = turn.reachable, suspect = live?.suspect } = meanings[kind];
    const soon = now + promptDelayMs(turn.random);
    turn.reachable = reachable;
    if (attempt?.name === 'waiting') wait(turn, soon);
    if (live) {
      const heartbeatAt = now - live.heardAt < freshMs ? live.heartbeatAt : Math.min(live.heartbeatAt, soon);
      turn.live = { ...live, suspect, heartbeatAt };
    }
  }
}
