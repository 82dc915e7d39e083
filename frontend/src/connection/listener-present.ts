/** From what the listener's machine knows to what a page may show, and to when it wants to be woken. */
import { attemptAt } from './deadlines.ts';
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

function statusOf({ connection, full, opener, outcome, reachable, told }: ListenerMachine): ListenerStatus {
  const offline = !reachable;
  const retryAt = connection.name === 'waiting' && reachable ? connection.retryAt : undefined;
  if (connection.name === 'idle') return outcome;
  if (full && opener !== undefined) return { phase: 'full', nextTryAt: Math.max(opener.dueAt, retryAt ?? 0) };
  if (told === undefined) return { phase: 'connecting', offline };
  if (connection.name !== 'live' || connection.suspect)
    return { phase: 'reconnecting', offline, nextTryAt: retryAt };
  return told.status === 'live'
    ? { phase: 'listening' }
    : { phase: 'speakerAway', leaseEndsAt: told.session.leaseEndsAt };
}

/** Monotonic ms; Infinity: there is nothing to wait for. */
export function listenerWakeAt(machine: ListenerMachine): number {
  const { connection, older, order } = machine;
  return Math.min(
    attemptAt(machine),
    connection.name === 'live' && connection.move === undefined ? connection.moveAt : Infinity,
    questionAt(machine),
    heldUntil(order),
    older?.closeAt ?? Infinity,
  );
}
