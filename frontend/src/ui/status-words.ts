/** What the page says about where the session is: plain, and no more than is known. */
import type { Status } from '../connection/client.ts';
import { secondsLeft } from './durations.ts';
import { failureWords } from './failure-words.ts';

export interface StatusWords {
  readonly title: string;
  readonly detail?: string;
  /** For a screen reader, when it changes: without what counts. */
  readonly said: string;
  /** Whether it interrupts what a screen reader is saying. */
  readonly urgent: boolean;
}

/**
 * @param now on `client.now()`'s scale
 * @param sessionId of the session that this page held last
 */
export function statusWords(status: Status, now: number, sessionId: string | undefined): StatusWords {
  switch (status.phase) {
    case 'off':
      return calm('Ready when you are');
    case 'connecting':
      return status.offline ? calm('No network', 'Connecting as soon as it is back.') : calm('Connecting…');
    case 'onAir':
      return calm('On the air');
    case 'reconnecting':
      return reconnecting(status, now);
    case 'elsewhere':
      return elsewhere(status);
    case 'ended':
      return calm('Ended', endedDetail(status));
    case 'expired':
      return calm(
        'Expired',
        `${status.sessionId ?? 'Your session'} was without a connection for too long, or open for as long as a session can be.`,
      );
    case 'signInAgain':
      return urgent('Sign in again', signInDetail(sessionId));
    case 'outdated':
      return urgent(
        'This page is out of date',
        'Podium has been renewed since you opened it. Reload the page to go on.',
      );
    case 'failed':
      return urgent('That did not work', failureWords(status.failure));
  }
}

function reconnecting(status: Extract<Status, { phase: 'reconnecting' }>, now: number): StatusWords {
  const title = status.leaseRanOut
    ? 'Reconnecting'
    : `Reconnecting, ${secondsLeft(status.leaseEndsAt - now)} s left`;
  const detail = status.offline
    ? 'No network; reconnecting as soon as it is back.'
    : status.leaseRanOut
      ? 'Your session may have run out meanwhile.'
      : 'Your session is kept. You need not do anything.';
  return { title, detail, said: `Reconnecting. ${detail}`, urgent: false };
}

function elsewhere({
  elsewhere: { sessionId, status },
  wasHere,
}: Extract<Status, { phase: 'elsewhere' }>): StatusWords {
  const interrupted = status === 'interrupted' ? ' It has no connection at the moment.' : '';
  return wasHere
    ? calm(
        'Continued in another window',
        `${sessionId} is now open in another window or on another device.${interrupted}`,
      )
    : calm(
        'You have a session elsewhere',
        `${sessionId} is open in another window or on another device.${interrupted}`,
      );
}

function endedDetail({ reason, sessionId }: Extract<Status, { phase: 'ended' }>): string {
  const name = sessionId ?? 'Your session';
  switch (reason) {
    case 'requested':
      return `${name} is over.`;
    case 'operator':
      return `${name} was ended by the people who run Podium.`;
    case 'elsewhere':
      return `${name} was ended in another window or on another device.`;
  }
}

const signInDetail = (sessionId: string | undefined): string =>
  sessionId === undefined
    ? 'Your sign-in has run out.'
    : `Your sign-in has run out. ${sessionId} goes on for a while: sign in again to continue it.`;

const calm = (title: string, detail?: string): StatusWords => ({
  title,
  ...(detail !== undefined && { detail }),
  said: detail === undefined ? title : `${title}. ${detail}`,
  urgent: false,
});

const urgent = (title: string, detail: string): StatusWords => ({ ...calm(title, detail), urgent: true });
