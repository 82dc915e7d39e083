/** When the machine wants to be woken next: one timer serves them all. */
import { EXPIRY_WARNING_MS } from '#protocol/limits.ts';
import { attemptAt } from './attempt.ts';
import type { Machine } from './machine.ts';
import { giveUpAt } from './opener.ts';
import { sendAt } from './sending.ts';

/** Monotonic ms; Infinity: there is nothing to wait for. Never later than something that is due. */
export function nextWakeAt(machine: Machine): number {
  const { live, told } = machine;
  const facts = told?.facts;
  // Nothing is done then, but what is shown is no longer true.
  const viewChangesAt = facts ? [facts.leaseEndsAt, facts.expiresAt - EXPIRY_WARNING_MS] : [];
  return Math.min(
    attemptAt(machine),
    sendAt(machine),
    live && !machine.attempt ? live.moveAt : Infinity,
    giveUpAt(machine.opener),
    machine.sending?.wakeAt(machine) ?? Infinity,
    ...viewChangesAt.filter((at) => at > machine.now),
  );
}
