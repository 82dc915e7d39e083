/** Who closed a connection, as exactly as its age allows. The gateway says the same words whichever of its limits it was. */
import { closedBy, type Closing } from '../session/disconnect.ts';
import type { ClosedBy } from '../session/speaker-item.ts';

const MINUTE_MS = 60_000;
/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: neither can be raised. */
export const gatewayLimits = { idleMs: 10 * MINUTE_MS, ageMs: 120 * MINUTE_MS } as const;
/** Hosts' clocks differ, and a connection counts as open a moment before its handshake is answered. */
const TOLERANCE_MS = 5_000;

/** `gateway`: it refused a frame (1003, 1009), or for a reason of its own, before either limit can have been reached. */
export type Origin = ClosedBy | 'gatewayIdle' | 'gatewayAge';

/** @param ageMs from the handshake to when the gateway told of the end */
export function originOf(closing: Closing, ageMs: number): Origin {
  const by = closedBy(closing);
  if (by !== 'gateway' || closing.code !== 1001) return by;
  if (ageMs >= gatewayLimits.ageMs - TOLERANCE_MS) return 'gatewayAge';
  return ageMs >= gatewayLimits.idleMs - TOLERANCE_MS ? 'gatewayIdle' : 'gateway';
}
