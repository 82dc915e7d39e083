/** From what the listener's machine knows to what a page may show, and to when it wants to be woken. */
import { attemptAt } from './attempt.ts';
import type { ListenerMachine } from './listener-machine.ts';
import { questionAt } from './listener-questions.ts';
import type { ListenerStatus, ListenerView } from './listener-view.ts';
import { heldUntil } from './order.ts';

export const listenerViewOf = (machine: ListenerMachine): ListenerView => ({
  status: statusOf(machine),
  session: machine.told?.session,
  missed: machine.missed,
  closedConnections: machine.closedConnections,
});

function statusOf({
  attempt,
  full,
  live,
  opener,
  outcome,
  reachable,
  told,
}: ListenerMachine): ListenerStatus {
  const offline = !reachable;
  const retryAt = !live && attempt?.name === 'waiting' && reachable ? attempt.dueAt : undefined;
  if (!live && !attempt) return outcome;
  if (full && opener !== undefined) return { phase: 'full', nextTryAt: Math.max(opener.dueAt, retryAt ?? 0) };
  if (told === undefined) return { phase: 'connecting', offline };
  if (!live || live.suspect) return { phase: 'reconnecting', offline, nextTryAt: retryAt };
  return told.status === 'live'
    ? { phase: 'listening' }
    : { phase: 'speakerAway', leaseEndsAt: told.session.leaseEndsAt };
}

/** Monotonic ms; Infinity: there is nothing to wait for. */
export function listenerWakeAt(machine: ListenerMachine): number {
  const { aside, attempt, live, order } = machine;
  return Math.min(
    attemptAt(machine),
    live && !attempt ? live.moveAt : Infinity,
    questionAt(machine),
    heldUntil(order),
    aside?.closeAt ?? Infinity,
  );
}
