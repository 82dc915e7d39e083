/** From what the rules and the database said to the message that goes out. */
import { errors, type ErrorCode } from '../protocol/errors.ts';
import { limits } from '../protocol/limits.ts';
import type { ServerMessage } from '../protocol/server-messages.ts';
import { durationMs, type DurationMs, type EpochMs, type RequestId } from '../protocol/units.ts';
import type { Refusal } from '../session/decision.ts';
import type { SpeakerItem } from '../session/speaker-item.ts';
import { toldTimes, type Caller } from '../session/terms.ts';
import type { Services } from './services.ts';

/** When and to whom an answer goes. */
export interface Request<Party = Caller> {
  readonly caller: Party;
  readonly now: EpochMs;
}

/** The session as its owner is told it, and where its frames go on: the answer to a greeting. */
export const greeting = (...[item, ...rest]: Parameters<typeof snapshot>) => ({
  ...snapshot(item, ...rest),
  nextSeq: item.claimedSeq + 1,
});

/** The session as its owner is told it. @throws Error for an ended session, which has no snapshot */
export function snapshot(
  item: SpeakerItem,
  requestId: RequestId,
  { caller, now }: Request,
  { settings, random }: Pick<Services, 'settings' | 'random'>,
): Omit<ServerMessage<'sessionUpdated'>, 'type'> {
  if (item.status === 'ended') throw new Error('An ended session has no snapshot.');
  return {
    requestId,
    timestamp: now,
    sessionId: item.sessionId,
    ...item.settings,
    status: item.status,
    epoch: item.epoch,
    change: item.change,
    createdAt: item.createdAt,
    ...toldTimes(item, settings.terms),
    heartbeatIntervalMs: settings.heartbeatMs,
    rotateAfterMs: rotateAfter(settings.rotateMs, caller, now, random()),
  };
}

/**
 * When to move to a fresh connection: a tenth around the stage's setting, so that a deploy's or an outage's
 * crowd does not move in step, and before the token runs out. Never at once, unless the stage asks for less.
 */
export function rotateAfter(rotateMs: DurationMs, caller: Caller, now: EpochMs, random: number): DurationMs {
  const jittered = Math.round(rotateMs * (0.9 + 0.2 * random));
  const beforeExpiry = caller.tokenExpiresAt - now - limits.rotateBeforeTokenExpiryMs;
  return durationMs(Math.max(Math.min(jittered, beforeExpiry), Math.min(limits.minimumRotateMs, jittered)));
}

export function errorMessage(
  code: ErrorCode,
  message: string,
  requestId: RequestId | undefined,
  now: EpochMs,
  details: Pick<
    ServerMessage<'error'>,
    'retryAfterMs' | 'sessionId' | 'epoch' | 'status' | 'nextSeq' | 'reason'
  > = {},
): ServerMessage<'error'> {
  return {
    type: 'error',
    ...(requestId === undefined ? {} : { requestId }),
    timestamp: now,
    code,
    message,
    retry: errors[code].retry,
    ...details,
  };
}

export function refusalMessage(
  refusal: Refusal | { readonly code: 'SESSION_FULL' },
  requestId: RequestId | undefined,
  now: EpochMs,
): ServerMessage<'error'> {
  const say = (message: string, details?: Parameters<typeof errorMessage>[4]) =>
    errorMessage(refusal.code, message, requestId, now, details);
  switch (refusal.code) {
    case 'SESSION_NOT_FOUND':
      return say('You have no such session. Start a new one.');
    case 'SESSION_ENDED':
      return say('This session was ended. Start a new one.', { reason: refusal.reason });
    case 'SESSION_EXPIRED':
      return say('This session has expired. Start a new one.');
    case 'SESSION_ACTIVE':
      return say(
        'You have a session in another window or on another device. You can continue it here.',
        refusal.stored,
      );
    case 'SESSION_SUPERSEDED':
      return say(
        refusal.stored.status === 'ended'
          ? 'A newer connection of this page has ended the session. Start a new one there.'
          : 'Another connection continues this session now. You can take it back.',
        refusal.stored,
      );
    case 'SESSION_FULL':
      return say('All places of this session are taken. Try again in a moment.');
    case 'SESSION_PAUSED':
      return say('The session is paused. Resume it to send again.');
    case 'FRAMES_OUT_OF_ORDER':
      return say(`Frames are missing. Send from ${refusal.nextSeq} on, or announce a gap.`, {
        nextSeq: refusal.nextSeq,
      });
    case 'RATE_LIMITED': {
      const seconds = Math.ceil(refusal.retryAfterMs / 1000);
      return say(`You have started too many sessions. Try again in ${seconds} s.`, {
        retryAfterMs: refusal.retryAfterMs,
      });
    }
  }
}
