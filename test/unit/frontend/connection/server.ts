/** Answers as the server gives them, for scripts to say. Its clock is nobody else's. */
import type { Sent } from './outside.ts';

export const serverNow = 1_750_000_000_000;
export const leaseMs = 300_000;
export const heartbeatIntervalMs = 120_000;
export const rotateAfterMs = 100 * 60_000;
const longestMs = 12 * 3_600_000;

const snapshot = {
  timestamp: serverNow,
  sessionId: 'caring-king-2754',
  sourceLanguage: 'en',
  qualityTier: 'standard',
  paused: false,
  muted: false,
  volume: 75,
  status: 'live',
  epoch: 1,
  change: 0,
  createdAt: serverNow,
  expiresAt: serverNow + longestMs,
  leaseUntil: serverNow + leaseMs,
  heartbeatIntervalMs,
  rotateAfterMs,
};

const nextSeq = 1;

export type Fields = Partial<typeof snapshot & { nextSeq: number }>;

const idOf = (command: Sent | undefined): { requestId: string } => {
  if (command === undefined) throw new Error('There is no such command to answer.');
  return { requestId: command.requestId };
};

export const created = (command: Sent | undefined, fields: Fields & { reused?: boolean } = {}): object => ({
  ...snapshot,
  type: 'sessionCreated',
  reused: false,
  nextSeq,
  ...idOf(command),
  ...fields,
});

export const resumed = (command: Sent | undefined, fields: Fields = {}): object => ({
  ...snapshot,
  type: 'sessionResumed',
  epoch: 2,
  nextSeq,
  ...idOf(command),
  ...fields,
});

export const updated = (command: Sent | undefined, fields: Fields = {}): object => ({
  ...snapshot,
  type: 'sessionUpdated',
  ...(({ action: _, ...rest }) => rest)(command ?? { action: '', requestId: '' }),
  ...fields,
});

export const acknowledged = (command: Sent | undefined, fields: Fields = {}): object => {
  const { timestamp, sessionId, leaseUntil } = snapshot;
  const epoch = command?.['epoch'];
  return { type: 'heartbeatAck', timestamp, sessionId, leaseUntil, epoch, ...idOf(command), ...fields };
};

export const framesAcked = (command: Sent | undefined, fields: Fields = {}): object => ({
  ...acknowledged(command),
  type: 'framesAcked',
  ackedSeq: (command?.['frames'] as { seq: number }[] | undefined)?.at(-1)?.seq,
  ...fields,
});

/** The session as listeners are told of it. */
const followed = {
  timestamp: serverNow,
  sessionId: snapshot.sessionId,
  sourceLanguage: 'en',
  status: 'live',
  paused: false,
  muted: false,
  leaseUntil: serverNow + leaseMs,
  listenerCount: 1,
};

type FollowedFields = Partial<typeof followed & { nextSeq: number }>;

export const joined = (command: Sent | undefined, fields: FollowedFields = {}): object => ({
  ...followed,
  type: 'sessionJoined',
  nextSeq,
  ...idOf(command),
  ...fields,
});

export const changed = (fields: FollowedFields = {}): object => ({
  ...(({ sourceLanguage: _, ...rest }) => rest)(followed),
  type: 'sessionChanged',
  ...fields,
});

export interface PushedFrame {
  readonly seq: number;
  readonly kind: 'audio' | 'image';
  readonly capturedAt: number;
  readonly contentType: string;
  readonly durationMs?: number;
  readonly data: string;
}

/** Audio frames of 100 ms from one seq to another. */
export const audio = (from: number, to = from): PushedFrame[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    seq: from + index,
    kind: 'audio',
    capturedAt: serverNow,
    contentType: 'audio/pcm;rate=16000',
    durationMs: 100,
    data: 'AAAA',
  }));

export const frames = (
  list: readonly PushedFrame[],
  fields: { epoch?: number; gap?: number; gapMs?: number; sessionId?: string } = {},
): object => ({
  type: 'frames',
  timestamp: serverNow,
  sentAt: serverNow,
  sessionId: snapshot.sessionId,
  epoch: 1,
  frames: list,
  ...fields,
});

export const ended = (command?: Sent, reason = 'requested'): object => ({
  type: 'sessionEnded',
  timestamp: serverNow,
  sessionId: snapshot.sessionId,
  reason,
  ...(command && idOf(command)),
});

export const superseded = (epoch: number, sessionId = snapshot.sessionId): object => ({
  type: 'connectionSuperseded',
  timestamp: serverNow,
  sessionId,
  epoch,
});

/** `retry` as the error table has it for the codes that tests use. */
const retries = {
  INVALID_MESSAGE: 'never',
  UNKNOWN_ACTION: 'never',
  UNSUPPORTED_LANGUAGE: 'never',
  SESSION_NOT_FOUND: 'afterCreate',
  SESSION_ENDED: 'afterCreate',
  SESSION_EXPIRED: 'afterCreate',
  SESSION_ACTIVE: 'never',
  SESSION_SUPERSEDED: 'never',
  SESSION_PAUSED: 'never',
  FRAMES_OUT_OF_ORDER: 'afterBackoff',
  SESSION_FULL: 'afterBackoff',
  FORBIDDEN: 'never',
  RATE_LIMITED: 'afterBackoff',
  TOKEN_EXPIRED: 'withNewToken',
  UNAVAILABLE: 'afterBackoff',
  INTERNAL_ERROR: 'afterBackoff',
} as const;

export const refusal = (
  command: Sent | undefined,
  code: keyof typeof retries,
  fields: Fields & { retryAfterMs?: number } = {},
): object => ({
  type: 'error',
  timestamp: serverNow,
  code,
  message: `${code} in words.`,
  retry: retries[code],
  ...idOf(command),
  ...fields,
});

export const pair = (epoch: number, sessionId = snapshot.sessionId): Fields => ({
  sessionId,
  epoch,
  status: 'live',
});
