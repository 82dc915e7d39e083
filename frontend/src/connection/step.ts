/** The machine: one pure step from state and event to the next state and what is to be done about it. */
import { gaveUpCreate } from './endings.ts';
import type { ClientEvent } from './events.ts';
import { greetingDue } from './greeting.ts';
import { beginMove } from './live.ts';
import type { Effect, Machine, Moment, Turn } from './machine.ts';
import { onPerson } from './person.ts';
import { sendDue } from './sending.ts';
import { onSocket } from './sockets.ts';
import { onSurroundings } from './surroundings.ts';

export function step(
  machine: Machine,
  event: ClientEvent,
  moment: Moment,
): readonly [Machine, readonly Effect[]] {
  const turn: Turn = { ...machine, ...moment, effects: [] };
  if (event.from === 'socket') onSocket(turn, event);
  else if (event.from === 'person') onPerson(turn, event);
  else onSurroundings(turn, event, () => woke(turn));
  sendDue(turn);
  const { clientId, closedConnections, commands, connection, connectionNumber } = turn;
  const { batchMs, effects, held, notice, opener, reachable, supersededBy } = turn;
  return [
    {
      batchMs,
      clientId,
      connectionNumber,
      connection,
      opener,
      held,
      commands,
      reachable,
      supersededBy,
      notice,
      closedConnections,
    },
    effects,
  ];
}

/** A deadline has come. */
function woke(turn: Turn): void {
  if (gaveUpCreate(turn)) return;
  greetingDue(turn);
  const { connection } = turn;
  if (connection.name === 'live' && turn.now >= connection.moveAt) beginMove(turn, connection);
}
