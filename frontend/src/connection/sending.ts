/** Commands on the live socket: what is due is sent, what stays unanswered condemns the socket. */
import { dueAction, newCommand, sent } from './command.ts';
import { type CommandName, commandNames, hasUnsentWishes, withNextUpdate } from './commands.ts';
import { bounded } from './frames.ts';
import { nextMessage, readyAt } from './frames-message.ts';
import { dropLive } from './live.ts';
import type { Held, Machine, Turn } from './machine.ts';
import type { Live } from './states.ts';

/**
 * Sendings without an answer in time after which the socket counts as dead. A heartbeat is itself the probe; another
 * command gets a second chance on the same socket.
 */
const allowedSends: Record<CommandName, number> = { heartbeat: 1, update: 2, end: 2, frames: 2 };

/**
 * Whether commands may be sent now. While the next connection's greeting is unanswered the session may have moved
 * already: what waits is sent to wherever it turns out to be. Frames do not wait: to be late is worse than to be refused.
 */
export const maySend = (live: Live): boolean => live.move?.name !== 'greeting';

/** Sends what is due. Runs at the end of every step, so that nobody else needs to think of it. */
export function sendDue(turn: Turn): void {
  const { connection, now } = turn;
  if (turn.held !== undefined) turn.held = { ...turn.held, frames: bounded(turn.held.frames, now) };
  if (connection.name !== 'live' || turn.held === undefined) return;
  addCommand(turn, connection, turn.held);
  const { epoch, sessionId } = turn.held;
  for (const name of maySend(connection) ? commandNames : (['frames'] as const)) {
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

/** Makes the update that wishes ask for, the heartbeat that is due, or the next message of frames: a step has one new id. */
function addCommand(turn: Turn, live: Live, held: Held): void {
  const { commands, now, opener, requestId } = turn;
  if (maySend(live) && hasUnsentWishes(commands)) turn.commands = withNextUpdate(commands, turn);
  else if (commands.end?.requestId === requestId || opener?.requestId === requestId) return;
  else if (maySend(live) && commands.heartbeat === undefined && now >= live.heartbeatAt)
    turn.commands = { ...commands, heartbeat: newCommand({ action: 'heartbeat' }, turn) };
  else if (now >= nextFramesAt(turn)) addFrames(turn, held);
}

/**
 * When the next message of frames may be made; Infinity: not now. One is in flight at a time, and while the session is
 * paused none, since they would be refused.
 */
export const nextFramesAt = ({
  batchMs,
  commands,
  held,
}: Pick<Machine, 'batchMs' | 'commands' | 'held'>): number =>
  commands.frames === undefined && held?.told !== undefined && !held.told.settings.paused
    ? readyAt(held.frames, batchMs)
    : Infinity;

function addFrames(turn: Turn, held: Held): void {
  const next = nextMessage(held.frames, held.sessionId);
  if (next === undefined) return;
  const [message, frames] = next;
  turn.held = { ...held, frames };
  turn.commands = { ...turn.commands, frames: newCommand(message, turn) };
}
