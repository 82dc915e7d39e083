/** When the machine wants to be woken next: one timer serves them all. */
import { limits } from '#protocol/limits.ts';
import { commandNames, hasUnsentWishes } from './commands.ts';
import type { Machine } from './machine.ts';
import { giveUpAt } from './opener.ts';
import { maySend } from './sending.ts';
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
    ...viewChangesAt.filter((at) => at > now),
  );
}

function attemptAt({ connection, opener, reachable }: Machine): number {
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

function liveAt({ commands, connection: live }: Machine, now: number): number {
  if (live.name !== 'live') return Infinity;
  const moveAt = live.move ? Infinity : live.moveAt;
  if (!maySend(live)) return moveAt;
  if (hasUnsentWishes(commands)) return now;
  const due = commandNames.map((name) => commands[name]?.dueAt ?? Infinity);
  return Math.min(moveAt, commands.heartbeat ? Infinity : live.heartbeatAt, ...due);
}
