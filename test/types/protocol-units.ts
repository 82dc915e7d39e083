// Must not compile: a number, a name or a field in a place that is not its own.
import type { ClientMessageInput } from '#protocol/client-messages.ts';
import type { ServerMessage } from '#protocol/server-messages.ts';
import {
  epochMs,
  epochSeconds,
  fromEpochSeconds,
  later,
  toEpochSeconds,
  type ClientId,
  type EpochMs,
  type RequestId,
  type SessionId,
} from '#protocol/units.ts';

const instant = epochMs(1_767_225_600_000);
const expiry = epochSeconds(1_767_225_600);

export const soon: EpochMs = later(fromEpochSeconds(expiry), 1_000);
// @ts-expect-error seconds where milliseconds are meant
export const muchTooSoon: EpochMs = later(expiry, 1_000);
// @ts-expect-error milliseconds that are taken for seconds and made milliseconds again
export const farTooLate: EpochMs = fromEpochSeconds(instant);
// @ts-expect-error a bare number has no unit
export const unitless: EpochMs = 1_767_225_600_000;
export const ttl: number = toEpochSeconds(instant);

declare const requestId: RequestId;
// @ts-expect-error one id in the place of another
export const confused: ClientId = requestId;
// @ts-expect-error only the server makes a session's name
export const proposed: SessionId = 'caring-king-2754';

export const overfull: ClientMessageInput<'heartbeat'> = {
  action: 'heartbeat',
  sessionId: 'caring-king-2754',
  epoch: 1,
  // @ts-expect-error a heartbeat changes nothing
  change: 1,
};

export function readSession(message: ServerMessage): string | undefined {
  // @ts-expect-error not every error names a session
  return message.sessionId.trim();
}
