/** The machine: one pure step from state and event to the next state and what is to be done about it. */
import type { ClientEvent } from './events.ts';
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
  else onSurroundings(turn, event);
  sendDue(turn);
  const { clientId, closedConnections, commands, connection, connectionNumber } = turn;
  const { effects, held, notice, opener, reachable, supersededBy } = turn;
  return [
    {
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
