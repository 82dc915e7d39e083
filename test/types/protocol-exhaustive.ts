// Must not compile: a switch that leaves one message, status or error out. Each pair differs in that one case.
// `npm run types` fails where the left-out case goes unnoticed, and where the complete switch does not compile.
import type { Action } from '#protocol/client-messages.ts';
import type { ErrorCode, Retry } from '#protocol/errors.ts';
import type { EndReason, LiveStatus, QualityTier, SessionStatus } from '#protocol/fields.ts';
import type { ServerMessage, ServerMessageType } from '#protocol/server-messages.ts';

export function everyErrorCode(code: ErrorCode): string {
  switch (code) {
    case 'INVALID_MESSAGE':
    case 'UNKNOWN_ACTION':
    case 'MESSAGE_TOO_LARGE':
    case 'UNSUPPORTED_LANGUAGE':
      return 'the message';
    case 'SESSION_NOT_FOUND':
    case 'SESSION_ENDED':
    case 'SESSION_EXPIRED':
    case 'SESSION_ACTIVE':
    case 'SESSION_SUPERSEDED':
    case 'SESSION_PAUSED':
    case 'SESSION_FULL':
    case 'FRAMES_OUT_OF_ORDER':
      return 'the session';
    case 'FORBIDDEN':
    case 'RATE_LIMITED':
    case 'TOKEN_EXPIRED':
    case 'UNAVAILABLE':
    case 'INTERNAL_ERROR':
      return 'the moment';
  }
}

// @ts-expect-error INTERNAL_ERROR is left out
export function allErrorCodesButOne(code: ErrorCode): string {
  switch (code) {
    case 'INVALID_MESSAGE':
    case 'UNKNOWN_ACTION':
    case 'MESSAGE_TOO_LARGE':
    case 'UNSUPPORTED_LANGUAGE':
      return 'the message';
    case 'SESSION_NOT_FOUND':
    case 'SESSION_ENDED':
    case 'SESSION_EXPIRED':
    case 'SESSION_ACTIVE':
    case 'SESSION_SUPERSEDED':
    case 'SESSION_PAUSED':
    case 'SESSION_FULL':
    case 'FRAMES_OUT_OF_ORDER':
      return 'the session';
    case 'FORBIDDEN':
    case 'RATE_LIMITED':
    case 'TOKEN_EXPIRED':
    case 'UNAVAILABLE':
      return 'the moment';
  }
}

export function everyServerMessage(message: ServerMessage): string | undefined {
  switch (message.type) {
    case 'sessionCreated':
    case 'sessionResumed':
    case 'sessionUpdated':
      return message.sourceLanguage;
    case 'heartbeatAck':
    case 'connectionSuperseded':
    case 'framesAcked':
    case 'frames':
    case 'sessionJoined':
    case 'sessionChanged':
    case 'sessionLeft':
      return message.sessionId;
    case 'sessionEnded':
      return message.reason;
    case 'error':
      return message.code;
  }
}

// @ts-expect-error connectionSuperseded is left out
export function allServerMessagesButOne(type: ServerMessageType): string {
  switch (type) {
    case 'sessionCreated':
    case 'sessionResumed':
    case 'sessionUpdated':
    case 'heartbeatAck':
    case 'sessionEnded':
    case 'framesAcked':
    case 'frames':
    case 'sessionJoined':
    case 'sessionChanged':
    case 'sessionLeft':
    case 'error':
      return 'handled';
  }
}

export function everyAction(action: Action): string {
  switch (action) {
    case 'createSession':
    case 'resumeSession':
    case 'updateSession':
    case 'heartbeat':
    case 'endSession':
    case 'sendFrames':
      return 'handled';
  }
}

// @ts-expect-error endSession is left out
export function allActionsButOne(action: Action): string {
  switch (action) {
    case 'createSession':
    case 'resumeSession':
    case 'updateSession':
    case 'heartbeat':
    case 'sendFrames':
      return 'handled';
  }
}

export function everyStatus(status: SessionStatus): LiveStatus | undefined {
  switch (status) {
    case 'live':
    case 'interrupted':
      return status;
    case 'ended':
      return undefined;
  }
}

// @ts-expect-error ended is left out
export function allStatusesButOne(status: SessionStatus): string {
  switch (status) {
    case 'live':
    case 'interrupted':
      return status;
  }
}

// A table must have a row for each, too.
// @ts-expect-error withNewToken is left out
export const retries: Record<Retry, number> = { never: 0, afterBackoff: 1, afterCreate: 2 };
// @ts-expect-error operator is left out
export const reasons: Record<EndReason, number> = { requested: 0 };
// @ts-expect-error premium is left out
export const tiers: Record<QualityTier, number> = { standard: 0 };
