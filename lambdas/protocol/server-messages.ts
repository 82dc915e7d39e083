/** What the server may send: one schema a type. */
import * as v from 'valibot';
import { errors, type ErrorCode, type Retry } from './errors.ts';
import * as field from './fields.ts';

const stamped = { timestamp: field.instant };

/** The session as its owner is told it. Times are the server's; `leaseUntil` never passes `expiresAt`. */
const snapshot = {
  requestId: field.requestId,
  ...stamped,
  sessionId: field.sessionId,
  sourceLanguage: field.language,
  qualityTier: field.qualityTier,
  paused: field.flag,
  muted: field.flag,
  volume: field.volume,
  status: field.liveStatus,
  epoch: field.epoch,
  change: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  createdAt: field.instant,
  expiresAt: field.instant,
  leaseUntil: field.instant,
  heartbeatIntervalMs: field.span,
  rotateAfterMs: field.span,
};

export const serverMessages = {
  sessionCreated: v.object({ type: v.literal('sessionCreated'), ...snapshot, reused: field.flag }),
  sessionResumed: v.object({ type: v.literal('sessionResumed'), ...snapshot }),
  sessionUpdated: v.object({ type: v.literal('sessionUpdated'), ...snapshot }),
  heartbeatAck: v.object({
    type: v.literal('heartbeatAck'),
    requestId: v.optional(field.requestId),
    ...stamped,
    sessionId: field.sessionId,
    epoch: field.epoch,
    leaseUntil: field.instant,
  }),
  sessionEnded: v.object({
    type: v.literal('sessionEnded'),
    requestId: v.optional(field.requestId),
    ...stamped,
    sessionId: field.sessionId,
    reason: field.endReason,
  }),
  connectionSuperseded: v.object({
    type: v.literal('connectionSuperseded'),
    ...stamped,
    sessionId: field.sessionId,
    epoch: field.epoch,
  }),
  error: v.object({
    type: v.literal('error'),
    requestId: v.optional(field.requestId),
    ...stamped,
    code: v.picklist(Object.keys(errors) as ErrorCode[]),
    message: v.string(),
    retry: v.picklist(['never', 'afterBackoff', 'withNewToken', 'afterCreate'] satisfies Retry[]),
    retryAfterMs: v.optional(field.span),
    sessionId: v.optional(field.sessionId),
    epoch: v.optional(field.epoch),
    status: v.optional(field.status),
  }),
} as const;

export type ServerMessageType = keyof typeof serverMessages;
export type ServerMessage<T extends ServerMessageType = ServerMessageType> = {
  [K in ServerMessageType]: v.InferOutput<(typeof serverMessages)[K]>;
}[T];
/** The three messages that carry the whole session. */
export type Snapshot = ServerMessage<'sessionCreated' | 'sessionResumed' | 'sessionUpdated'>;
