/** What the scripted server says to a crowd: one session looks like the other. */
import { errors } from '#protocol/errors.ts';
import type { ServerMessage } from '#protocol/server-messages.ts';
import { durationMs, epochMs, type RequestId, type SessionId } from '#protocol/units.ts';

/** As a stage has them unless it says otherwise. */
export const LEASE_MS = 300_000;
const HEARTBEAT_MS = 120_000;
const ROTATE_MS = 6_000_000;
const SESSION_MS = 43_200_000;

const snapshot = (requestId: RequestId, nowMs: number) => ({
  requestId,
  timestamp: epochMs(nowMs),
  sessionId: 'caring-king-2754' as SessionId,
  sourceLanguage: 'en',
  qualityTier: 'standard' as const,
  paused: false,
  muted: false,
  volume: 75,
  status: 'live' as const,
  change: 0,
  createdAt: epochMs(0),
  expiresAt: epochMs(SESSION_MS),
  leaseUntil: epochMs(nowMs + LEASE_MS),
  heartbeatIntervalMs: durationMs(HEARTBEAT_MS),
  rotateAfterMs: durationMs(ROTATE_MS),
});

export const created = (requestId: RequestId, nowMs: number): ServerMessage<'sessionCreated'> => ({
  type: 'sessionCreated',
  ...snapshot(requestId, nowMs),
  epoch: 1,
  nextSeq: 1,
  reused: false,
});

export const resumed = (requestId: RequestId, nowMs: number): ServerMessage<'sessionResumed'> => ({
  type: 'sessionResumed',
  ...snapshot(requestId, nowMs),
  epoch: 2,
  nextSeq: 1,
});

/** The hint that the protocol has: not sooner than in so many ms. */
export const unavailable = (
  requestId: RequestId,
  nowMs: number,
  retryAfterMs: number,
): ServerMessage<'error'> => ({
  type: 'error',
  requestId,
  timestamp: epochMs(nowMs),
  code: 'UNAVAILABLE',
  message: 'The service is overloaded.',
  retry: errors.UNAVAILABLE.retry,
  retryAfterMs: durationMs(retryAfterMs),
});
