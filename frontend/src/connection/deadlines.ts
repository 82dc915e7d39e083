/** When the machine wants to be woken next: one timer serves them all. */
import { limits } from '#protocol/limits.ts';
import type { Machine } from './machine.ts';
import { giveUpAt } from './opener.ts';
import { commandNames, deliveryOf, hasUnsentWishes, maySend } from './sending.ts';
import { attemptOf } from './states.ts';

/** Monotonic ms; Infinity: there is nothing to wait for. Never later than something that is due. */
export function nextWakeAt(machine: Machine, now: number): number {
  return Math.min(
    attemptAt(machine),
    liveAt(machine, now),
    giveUpAt(machine.opener),
    ...viewChangesAt(machine).filter((at) => at > now),
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
      return opener?.delivery.dueAt ?? Infinity;
  }
}

function liveAt(machine: Machine, now: number): number {
  const { connection: live } = machine;
  if (live.name !== 'live') return Infinity;
  const moveAt = live.move === undefined ? live.moveAt : Infinity;
  if (!maySend(live)) return moveAt;
  if (hasUnsentWishes(machine)) return now;
  const due = commandNames.map((name) => deliveryOf(machine, live, name)?.dueAt ?? Infinity);
  return Math.min(moveAt, live.heartbeat === undefined ? live.heartbeatAt : Infinity, ...due);
}

/** Nothing is done then, but what is shown is no longer true. */
function viewChangesAt({ held }: Machine): readonly number[] {
  const facts = held?.told?.facts;
  return facts === undefined ? [] : [facts.leaseEndsAt, facts.expiresAt - limits.expiryWarningMs];
}
