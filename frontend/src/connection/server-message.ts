/** A light check of what arrives. The server is ours and its schemas are tested; this only keeps out what is not for us. */
import type { Retry } from '#protocol/errors.ts';
import type { ServerMessage, ServerMessageType } from '#protocol/server-messages.ts';

const snapshot =
  'requestId sessionId epoch change leaseUntil expiresAt createdAt heartbeatIntervalMs rotateAfterMs';

/** What a message is told apart and counted by. Where a new type is missing here, this does not compile. */
const required: Record<ServerMessageType, string> = {
  sessionCreated: snapshot,
  sessionResumed: snapshot,
  sessionUpdated: snapshot,
  heartbeatAck: 'sessionId leaseUntil',
  framesAcked: 'requestId sessionId epoch ackedSeq leaseUntil',
  frames: 'sessionId epoch sentAt',
  sessionJoined: 'requestId sessionId leaseUntil listenerCount nextSeq',
  sessionChanged: 'sessionId leaseUntil listenerCount',
  sessionLeft: 'requestId sessionId',
  sessionEnded: 'sessionId reason',
  connectionSuperseded: 'sessionId epoch',
  error: 'code message retry',
};

const retries: Record<Retry, 1> = { never: 1, afterBackoff: 1, withNewToken: 1, afterCreate: 1 };

const textFields = new Set(['requestId', 'sessionId', 'reason', 'code', 'message', 'retry']);

/**
 * @returns undefined for what answers nothing here: not JSON, a type of a newer server, the gateway's own error frames
 * (they have no `type`), a message without its identifying fields
 */
export function readServerMessage(text: string): ServerMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const message = value as Readonly<Record<string, unknown>>;
  const { type } = message;
  if (typeof type !== 'string' || !Object.hasOwn(required, type)) return undefined;
  const fields = `timestamp ${required[type as ServerMessageType]}`.split(' ');
  if (!fields.every((field) => typeof message[field] === (textFields.has(field) ? 'string' : 'number')))
    return undefined;
  const known = value as ServerMessage;
  // What a newer server wants done about an error can only be shown.
  return known.type === 'error' && !Object.hasOwn(retries, known.retry)
    ? { ...known, retry: 'never' }
    : known;
}
