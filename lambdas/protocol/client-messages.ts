/** What a client may send: one schema an action. Unknown extra fields are ignored; `null` is never an absence. */
import * as v from 'valibot';
import * as field from './fields.ts';

const opening = {
  requestId: field.requestId,
  clientId: field.clientId,
  connectionNumber: field.connectionNumber,
};

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

export const actions = Object.keys(clientMessages) as Action[];
