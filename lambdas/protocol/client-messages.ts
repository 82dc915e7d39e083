/** What clients may send: one schema an action. Unknown extra fields are ignored; `null` is never an absence. */
import * as v from 'valibot';
import * as field from './fields.ts';
import { frames } from './frames.ts';

const opening = {
  requestId: field.requestId,
  clientId: field.clientId,
  connectionNumber: field.connectionNumber,
};

/** What a speaker's connection may send. */
export const clientMessages = {
  createSession: v.object({
    action: v.literal('createSession'),
    ...opening,
    sourceLanguage: field.language,
    qualityTier: v.optional(field.qualityTier, 'standard'),
  }),
  resumeSession: v.pipe(
    v.object({
      action: v.literal('resumeSession'),
      ...opening,
      sessionId: v.optional(field.sessionId),
      epoch: v.optional(field.epoch),
      takeover: v.optional(field.flag, false),
    }),
    v.forward(
      v.check(
        ({ epoch, sessionId }) => epoch === undefined || sessionId !== undefined,
        'needs sessionId beside it',
      ),
      ['epoch'],
    ),
    v.forward(
      v.check(
        ({ takeover, sessionId, epoch }) => !takeover || (sessionId !== undefined && epoch !== undefined),
        'needs sessionId and epoch: those that the person saw',
      ),
      ['takeover'],
    ),
  ),
  updateSession: v.pipe(
    v.object({
      action: v.literal('updateSession'),
      requestId: field.requestId,
      sessionId: field.sessionId,
      epoch: field.epoch,
      change: field.change,
      paused: v.optional(field.flag),
      muted: v.optional(field.flag),
      volume: v.optional(field.volume),
      sourceLanguage: v.optional(field.language),
      qualityTier: v.optional(field.qualityTier),
    }),
    v.check(
      (message) => settingNames.some((name) => message[name] !== undefined),
      'needs at least one of paused, muted, volume, sourceLanguage, qualityTier',
    ),
  ),
  heartbeat: v.object({
    action: v.literal('heartbeat'),
    requestId: v.optional(field.requestId),
    sessionId: field.sessionId,
    epoch: field.epoch,
  }),
  endSession: v.object({
    action: v.literal('endSession'),
    requestId: field.requestId,
    sessionId: field.sessionId,
    epoch: field.epoch,
  }),
  sendFrames: v.pipe(
    v.object({
      action: v.literal('sendFrames'),
      requestId: field.requestId,
      sessionId: field.sessionId,
      epoch: field.epoch,
      gap: v.optional(field.tally),
      gapMs: v.optional(field.span),
      frames,
    }),
    v.forward(
      v.check(
        ({ gap = 0, frames: [first] }) => gap < (first?.seq ?? 0),
        'must be less than the seq of the first frame',
      ),
      ['gap'],
    ),
  ),
} as const;

/** What a listener's connection may send, and nothing else. */
export const listenerMessages = {
  joinSession: v.object({
    action: v.literal('joinSession'),
    requestId: field.requestId,
    sessionId: field.sessionId,
  }),
  leaveSession: v.object({
    action: v.literal('leaveSession'),
    requestId: field.requestId,
    sessionId: field.sessionId,
  }),
  heartbeat: v.object({
    action: v.literal('heartbeat'),
    requestId: v.optional(field.requestId),
    sessionId: field.sessionId,
  }),
} as const;

/** The settings of a session that `updateSession` may change. */
export const settingNames = ['paused', 'muted', 'volume', 'sourceLanguage', 'qualityTier'] as const;

export type Action = keyof typeof clientMessages;
/** A checked message, defaults filled in. */
export type ClientMessage<A extends Action = Action> = {
  [K in Action]: v.InferOutput<(typeof clientMessages)[K]>;
}[A];
/** A message as a client writes it, defaults still open. */
export type ClientMessageInput<A extends Action = Action> = {
  [K in Action]: v.InferInput<(typeof clientMessages)[K]>;
}[A];

export type ListenerAction = keyof typeof listenerMessages;
export type ListenerMessage<A extends ListenerAction = ListenerAction> = {
  [K in ListenerAction]: v.InferOutput<(typeof listenerMessages)[K]>;
}[A];
export type ListenerMessageInput<A extends ListenerAction = ListenerAction> = {
  [K in ListenerAction]: v.InferInput<(typeof listenerMessages)[K]>;
}[A];

export const actions = Object.keys(clientMessages) as Action[];
export const listenerActions = Object.keys(listenerMessages) as ListenerAction[];
