/** What is said on which socket: the opener where a greeting is due, commands on the live one. */
import { greetingOf } from './attempt.ts';
import { newCommand, sendDue } from './command.ts';
import { type CommandName, commandNames, hasUnsentWishes, withNextUpdate } from './commands.ts';
import type { Machine, Turn } from './machine.ts';
import { resume } from './opener.ts';

/**
 * What may be sent now. While the next connection's greeting is unanswered the session may have moved already: what
 * waits is sent to wherever it turns out to be. Frames do not wait: to be late is worse than to be refused.
 */
const sendable = (machine: Machine): readonly CommandName[] =>
  greetingOf(machine) ? ['frames'] : commandNames;

/** When something is to be sent, or made to be sent, on the live socket. Monotonic ms; Infinity: never. */
export function sendAt(machine: Machine): number {
  const { commands, live } = machine;
  const unmadeAt: Partial<Record<CommandName, number | undefined>> = {
    heartbeat: live?.heartbeatAt,
    update: hasUnsentWishes(commands) ? machine.now : undefined,
  };
  const at = (name: CommandName) => (live && (commands[name]?.dueAt ?? unmadeAt[name])) ?? Infinity;
  return Math.min(...sendable(machine).map(at));
}

/** Makes what is to be said next. A step has one new id: what else is due is made in the next. */
export function makeDue(turn: Turn): void {
  const { commands, live } = turn;
  // The client speaks first on a socket that is open: a plain resume where nothing else is to be said.
  if (greetingOf(turn)) turn.opener ??= resume(turn.held?.sessionId, turn);
  else if (!live || commands.end?.requestId === turn.requestId) return;
  else if (hasUnsentWishes(commands)) turn.commands = withNextUpdate(commands, turn);
  else if (!commands.heartbeat && turn.now >= live.heartbeatAt)
    turn.commands = { ...commands, heartbeat: newCommand({ action: 'heartbeat' }, turn) };
}

/** Runs at the end of every step, so that nobody else needs to think of it. */
export function sendAllDue(turn: Turn): void {
  const { held } = turn;
  const greeting = greetingOf(turn);
  if (greeting)
    turn.opener = sendDue(turn, greeting, turn.opener, ({ message, requestId }) =>
      // What an endSession does not need is ignored there.
      ({ ...message, requestId, clientId: turn.clientId, connectionNumber: greeting.socket }),
    );
  if (!held) return;
  const { epoch, sessionId } = held;
  for (const name of sendable(turn)) {
    const command = sendDue(
      turn,
      turn.live,
      turn.commands[name],
      ({ message, requestId }) => ({ ...message, requestId, sessionId, epoch }),
      // It is itself the probe; another command gets a second chance on the same socket.
      name === 'heartbeat' ? 1 : 2,
    );
    turn.commands = { ...turn.commands, [name]: command };
  }
}
