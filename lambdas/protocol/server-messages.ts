/** What the server may send: one schema a type. */
import * as v from 'valibot';
import { errors, type ErrorCode, type Retry } from './errors.ts';
import * as field from './fields.ts';
import { frames } from './frames.ts';

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
  change: field.tally,
  createdAt: field.instant,
  expiresAt: field.instant,
  leaseUntil: field.instant,
  heartbeatIntervalMs: field.span,
  rotateAfterMs: field.span,
};

/** Where the owner's frames go on. */
const nextSeq = field.seq;

/** The session as those are told who follow it. */
const followed = {
  ...stamped,
  sessionId: field.sessionId,
  status: field.liveStatus,
  paused: field.flag,
  muted: field.flag,
  leaseUntil: field.instant,
  listenerCount: field.tally,
};

export const serverMessages = {
  sessionCreated: v.object({ type: v.literal('sessionCreated'), ...snapshot, nextSeq, reused: field.flag }),
  sessionResumed: v.object({ type: v.literal('sessionResumed'), ...snapshot, nextSeq }),
  sessionUpdated: v.object({ type: v.literal('sessionUpdated'), ...snapshot }),
  heartbeatAck: v.object({
    type: v.literal('heartbeatAck'),
    requestId: v.optional(field.requestId),
    ...stamped,
    sessionId: field.sessionId,
    epoch: field.epoch,
    leaseUntil: field.instant,
    /** To a listener. */
    status: v.optional(field.liveStatus),
    listenerCount: v.optional(field.tally),
    joined: v.optional(field.flag),
  }),
  framesAcked: v.object({
    type: v.literal('framesAcked'),
    requestId: field.requestId,
    ...stamped,
    sessionId: field.sessionId,
    epoch: field.epoch,
    ackedSeq: field.seq,
    leaseUntil: field.instant,
  }),
  frames: v.object({
    type: v.literal('frames'),
    ...stamped,
    sessionId: field.sessionId,
    epoch: field.epoch,
    gap: v.optional(field.tally),
    gapMs: v.optional(field.span),
    frames,
    sentAt: field.instant,
  }),
  sessionJoined: v.object({
    type: v.literal('sessionJoined'),
    requestId: field.requestId,
    ...followed,
    sourceLanguage: field.language,
    nextSeq,
  }),
  sessionChanged: v.object({ type: v.literal('sessionChanged'), ...followed }),
  sessionLeft: v.object({
    type: v.literal('sessionLeft'),
    requestId: field.requestId,
    ...stamped,
    sessionId: field.sessionId,
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
    nextSeq: v.optional(nextSeq),
    reason: v.optional(field.endReason),
  }),
} as const;

export type ServerMessageType = keyof typeof serverMessages;
export type ServerMessage<T extends ServerMessageType = ServerMessageType> = {
  [K in ServerMessageType]: v.InferOutput<(typeof serverMessages)[K]>;
}[T];
/** The three messages that carry the whole session; `nextSeq` is in the two that answer a greeting. */
export type Snapshot = ServerMessage<'sessionCreated' | 'sessionResumed' | 'sessionUpdated'>;
