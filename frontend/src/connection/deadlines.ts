/** When the machine wants to be woken next: one timer serves them all. */
import { limits } from '#protocol/limits.ts';
import type { Command } from './command.ts';
import { commandNames, hasUnsentWishes } from './commands.ts';
import { tooOldAt } from './frames.ts';
import type { Line, Machine } from './machine.ts';
import { giveUpAt } from './opener.ts';
import { maySend, nextFramesAt } from './sending.ts';
import { attemptOf } from './states.ts';

/** Monotonic ms; Infinity: there is nothing to wait for. Never later than something that is due. */
export function nextWakeAt(machine: Machine, now: number): number {
  const facts = machine.held?.told?.facts;
  // Nothing is done then, but what is shown is no longer true.
  const viewChangesAt = facts ? [facts.leaseEndsAt, facts.expiresAt - limits.expiryWarningMs] : [];
  return Math.min(
    attemptAt(machine),
    liveAt(machine, now),
    giveUpAt(machine.opener),
    machine.held ? tooOldAt(machine.held.frames) : Infinity,
    ...viewChangesAt.filter((at) => at > now),
  );
}

/** @param opener what a socket that is open greets with */
export function attemptAt({
  connection,
  opener,
  reachable,
}: Pick<Line, 'connection' | 'reachable'> & { readonly opener: Command | undefined }): number {
  const attempt = attemptOf(connection);
  switch (attempt?.name) {
    case undefined:
      return Infinity;
    case 'waiting':
      return reachable ? attempt.retryAt : Infinity;
    case 'opening':
      return attempt.giveUpAt;
    case 'greeting':
      return opener?.dueAt ?? Infinity;
  }
}

function liveAt(machine: Machine, now: number): number {
  const { commands, connection: live } = machine;
  if (live.name !== 'live') return Infinity;
  // Their requestId was another's in the last step.
  const framesAt = nextFramesAt(machine);
  if (framesAt <= now) return now;
  const moveAt = Math.min(framesAt, live.move ? Infinity : live.moveAt);
  if (!maySend(live)) return Math.min(moveAt, commands.frames?.dueAt ?? Infinity);
  if (hasUnsentWishes(commands)) return now;
  const due = commandNames.map((name) => commands[name]?.dueAt ?? Infinity);
  return Math.min(moveAt, commands.heartbeat ? Infinity : live.heartbeatAt, ...due);
}
