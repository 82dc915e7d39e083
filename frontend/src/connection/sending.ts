/** Commands on the live socket: what is due is sent, what stays unanswered condemns the socket. */
import { dueAction, newCommand, sent } from './command.ts';
import { type CommandName, commandNames, hasUnsentWishes, withNextUpdate } from './commands.ts';
import { dropLive } from './live.ts';
import type { Turn } from './machine.ts';
import type { Live } from './states.ts';

/**
 * Sendings without an answer in time after which the socket counts as dead. A heartbeat is itself the probe; another
 * command gets a second chance on the same socket.
 */
const allowedSends: Record<CommandName, number> = { heartbeat: 1, update: 2, end: 2 };

/**
 * Whether commands may be sent now. While the next connection's greeting is unanswered the session may have moved
 * already: what waits is sent to wherever it turns out to be.
 */
export const maySend = (live: Live): boolean => live.move?.name !== 'greeting';

/** Sends what is due. Runs at the end of every step, so that nobody else needs to think of it. */
export function sendDue(turn: Turn): void {
  const { connection, held, now } = turn;
  if (connection.name !== 'live' || held === undefined || !maySend(connection)) return;
  addCommand(turn, connection);
  const { epoch, sessionId } = held;
  for (const name of commandNames) {
    const command = turn.commands[name];
    const action = command && dueAction(command, allowedSends[name], now);
    if (action === 'dead') {
      dropLive(turn, connection, 'no answer');
      return;
    }
    if (command !== undefined && action === 'send') {
      turn.commands = { ...turn.commands, [name]: sent(command, now) };
      const message = { ...command.message, requestId: command.requestId, sessionId, epoch };
      turn.effects.push({ kind: 'send', socket: connection.socket, message });
    }
  }
}

/** Makes the update that wishes ask for, or the heartbeat that is due. One at a time: a step has one new id. */
function addCommand(turn: Turn, live: Live): void {
  const { commands, now, requestId } = turn;
  if (hasUnsentWishes(commands)) turn.commands = withNextUpdate(commands, turn);
  else if (
    commands.heartbeat === undefined &&
    now >= live.heartbeatAt &&
    commands.end?.requestId !== requestId
  )
    turn.commands = { ...commands, heartbeat: newCommand({ action: 'heartbeat' }, turn) };
}
