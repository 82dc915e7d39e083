/** One command on its way: the same requestId at each sending, and when to do something about it next. */
import { limits } from '#protocol/limits.ts';
import { commandDelayMs } from './backoff.ts';

export interface Command<Message = unknown> {
  /** What is to be said, without what depends on when and where it is said. */
  readonly message: Message;
  readonly requestId: string;
  /** How often it was sent since it was last answered, on the present socket. */
  readonly sends: number;
  /** When it was first sent on the present socket. */
  readonly sentAt?: number | undefined;
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

export const sent = <C extends Command>(command: C, now: number): C => ({
  ...command,
  sends: command.sends + 1,
  // An answer may belong to the first sending: the lease is counted from there, never too long.
  sentAt: command.sentAt ?? now,
  dueAt: now + limits.answerTimeoutMs,
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
 * @param allowedSends sendings after whose time limit the socket counts as dead
 */
export function dueAction(
  { dueAt, sends }: Command,
  allowedSends: number,
  now: number,
): 'wait' | 'send' | 'dead' {
  if (now < dueAt) return 'wait';
  const late = now - dueAt > lateMs;
  return sends < allowedSends || (late && sends === allowedSends) ? 'send' : 'dead';
}
