/** Every failure in words for a person: what went wrong, what to do. Never a code. */
import type { Failure } from '../connection/client.ts';
import { minutesUntil } from './durations.ts';

export function failureWords({ code, retryAfterMs }: Failure): string {
  switch (code) {
    case 'UNSUPPORTED_LANGUAGE':
      return 'This language is not offered any more. Choose another one.';
    case 'RATE_LIMITED':
      return retryAfterMs === undefined
        ? 'You have started many sessions in a short time. Wait a while before you start the next one.'
        : `You have started many sessions in a short time. You can start the next one in ${minutesUntil(retryAfterMs)}.`;
    case 'SESSION_NOT_FOUND':
    case 'SESSION_ENDED':
    case 'SESSION_EXPIRED':
      return 'The session is over. Start a new one.';
    case 'SESSION_ACTIVE':
    case 'SESSION_SUPERSEDED':
      return 'The session is open in another window or on another device.';
    case 'TOKEN_EXPIRED':
      return 'Your sign-in has run out. Sign in again.';
    case 'TOKEN_TOO_LONG':
      return 'Your sign-in carries more than Podium can take. Ask those who manage your account to put you into fewer groups.';
    case 'SESSION_FULL':
      return 'More people listen than there is room for. Try again in a minute.';
    case 'UNAVAILABLE':
      return 'Podium cannot be reached at the moment. Nothing is lost; try again in a minute.';
    case 'INVALID_MESSAGE':
    case 'UNKNOWN_ACTION':
    case 'MESSAGE_TOO_LARGE':
    case 'SESSION_PAUSED':
    case 'FRAMES_OUT_OF_ORDER':
    case 'FORBIDDEN':
      return 'Podium did not understand this page. Reload it and try again.';
    case 'INTERNAL_ERROR':
      return 'Something went wrong on our side. Try again in a minute.';
  }
}
