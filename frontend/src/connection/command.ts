/** One command on its way: the same requestId at each sending, and when to do something about it next. */
import type { ClientMessageInput, ListenerMessageInput } from '#protocol/client-messages.ts';
import { ANSWER_TIMEOUT_MS } from '#protocol/limits.ts';
import { commandDelayMs } from './backoff.ts';
import { drop } from './endings.ts';
import type { LineTurn } from './machine.ts';
import type { Greeting, Live } from './states.ts';

export interface Command<Message = unknown> {
  /** What is to be said, without what depends on when and where it is said. */
  readonly message: Message;
  readonly requestId: string;
  /** How often it was sent since it was last answered, on the present socket. */
  readonly sends: number;
  /** When it was first sent on the present socket: an answer may belong to that, so what it says counts from there. */
  readonly sentAt?: number | undefined;
  /** When it was first sent at all. */
  readonly firstSentAt?: number | undefined;
  /** `afterBackoff` answers so far. */
  readonly refusals: number;
  /** When to send it (again), or to give the socket up. */
  readonly dueAt: number;
}

/**
 * A timer that fires this late was throttled (hidden tab) or slept through: what it stands for is no proof of a dead
 * connection, so the command is sent once more as a probe.
 */
const lateMs = 5_000;

export const newCommand = <Message>(
  message: Message,
  { requestId, now }: { readonly requestId: string; readonly now: number },
): Command<Message> => ({ message, requestId, sends: 0, refusals: 0, dueAt: now });

/** The same command, not sent yet on a socket that is new. A backoff that the server asked for goes on. */
export const onNewSocket = <C extends Command>(command: C, now: number): C => ({
  ...command,
  sends: 0,
  sentAt: undefined,
  dueAt: command.sends === 0 ? Math.max(now, command.dueAt) : now,
});

/** Refused for now: the same command again on the same socket, later. */
export const postponed = <C extends Command>(
  command: C,
  retryAfterMs: number | undefined,
  { now, random }: { readonly now: number; readonly random: number },
): C => ({
  ...command,
  sends: 0,
  refusals: command.refusals + 1,
  dueAt: now + commandDelayMs(command.refusals + 1, random, retryAfterMs),
});

/**
 * Says a command where it is due, and condemns the socket where it stays unanswered.
 * @param allowedSends sendings after whose time limit the socket counts as dead
 * @returns the command as it is now
 */
export function sendDue<C extends Command>(
  turn: LineTurn,
  on: Greeting | Live | undefined,
  command: C | undefined,
  messageOf: (command: C) => ClientMessageInput | ListenerMessageInput,
  allowedSends = 2,
): C | undefined {
  const { effects, now } = turn;
  if (!on || !command || now < command.dueAt) return command;
  const { dueAt, firstSentAt = now, sends, sentAt = now } = command;
  if (sends >= allowedSends + (now - dueAt > lateMs ? 1 : 0)) {
    drop(turn, on, 'no answer');
    return command;
  }
  effects.push({ kind: 'send', socket: on.socket, message: messageOf(command) });
  return { ...command, sends: sends + 1, sentAt, firstSentAt, dueAt: now + ANSWER_TIMEOUT_MS };
}
