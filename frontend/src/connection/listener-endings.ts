/** How following a session ends, and how the socket before the one in use does. */
import { closeSocket, leave } from './endings.ts';
import type { ListenerMachine, ListenerTurn } from './listener-machine.ts';

export function closeOlder(turn: ListenerTurn): void {
  if (turn.aside) closeSocket(turn, turn.aside, 'moved to a fresh connection');
  turn.aside = undefined;
}

/** Nothing is wanted any more, until a person opens it again. */
export function leaveWith(turn: ListenerTurn, outcome: ListenerMachine['outcome']): void {
  turn.outcome = outcome;
  turn.opener = turn.question = turn.silentSince = undefined;
  turn.full = false;
  leave(turn, outcome.phase);
}
