/** One command on its way: the same requestId at each sending, and when to do something about it next. */
import { limits } from '#protocol/limits.ts';
import { delayMs } from './backoff.ts';

export interface Delivery {
  readonly requestId: string;
  /** How often it was sent since it was last answered, on the present socket. */
  readonly sends: number;
  /** When it was first sent on the present socket. */
  readonly sentAt: number | undefined;
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

export const newDelivery = (requestId: string, now: number): Delivery => ({
  requestId,
  sends: 0,
  sentAt: undefined,
  refusals: 0,
  dueAt: now,
});

/** The same command, not sent yet on a socket that is new. */
export const onNewSocket = (delivery: Delivery, now: number): Delivery => ({
  ...newDelivery(delivery.requestId, now),
  refusals: delivery.refusals,
});

export const sent = (delivery: Delivery, now: number): Delivery => ({
  ...delivery,
  sends: delivery.sends + 1,
  // An answer may belong to the first sending: the lease is counted from there, never too long.
  sentAt: delivery.sentAt ?? now,
  dueAt: now + limits.answerTimeoutMs,
});

/** Refused for now: the same command again on the same socket, later. */
export function postponed(
  delivery: Delivery,
  retryAfterMs: number | undefined,
  now: number,
  random: number,
): Delivery {
  const refusals = delivery.refusals + 1;
  return { ...delivery, sends: 0, refusals, dueAt: now + delayMs(refusals, random, retryAfterMs) };
}

/**
 * @param allowedSends sendings after whose time limit the socket counts as dead
 */
export function dueAction(delivery: Delivery, allowedSends: number, now: number): 'wait' | 'send' | 'dead' {
  if (now < delivery.dueAt) return 'wait';
  const allowed = now - delivery.dueAt > lateMs ? allowedSends + 1 : allowedSends;
  return delivery.sends < allowed ? 'send' : 'dead';
}
