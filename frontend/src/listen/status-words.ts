/** What a listener is told about where the session is: plain, and no more than is known. */
import type { ListenerStatus, ListenerView } from '../connection/listener.ts';
import { secondsLeft } from '../ui/durations.ts';
import { failureWords } from '../ui/failure-words.ts';
import type { StatusWords } from '../ui/status-words.ts';

/**
 * @param now on `client.now()`'s scale
 * @param sessionId which session was asked for
 */
export function listenerWords(view: ListenerView, now: number, sessionId: string): StatusWords {
  const { status } = view;
  switch (status.phase) {
    case 'off':
    case 'connecting':
      return 'offline' in status && status.offline
        ? calm('No network', 'Connecting as soon as it is back.')
        : calm('Connecting…');
    case 'listening':
      return listening(view);
    case 'speakerAway':
      return calm(
        'The speaker is reconnecting',
        `The session is kept for ${secondsLeft(status.leaseEndsAt - now)} s.`,
        'You need not do anything.',
      );
    case 'reconnecting':
      return calm(
        'Reconnecting',
        status.offline ? 'No network; reconnecting as soon as it is back.' : 'Your connection was lost.',
      );
    case 'full':
      return calm(
        `Full: trying again in ${secondsLeft(status.nextTryAt - now)} s`,
        'More people listen than there is room for.',
        'You are let in as soon as somebody leaves.',
      );
    case 'over':
      return overWords(status.why, sessionId);
    case 'signInAgain':
      return { ...calm('Sign in again', 'Your sign-in has run out.'), urgent: true };
    case 'failed':
      return { ...calm('That did not work', failureWords(status.failure)), urgent: true };
  }
}

function listening({ session }: ListenerView): StatusWords {
  if (session?.paused === true) return calm('Paused', 'The speaker takes a break.');
  if (session?.muted === true) return calm('Live', 'The speaker is muted.');
  return calm('Live');
}

export function overWords(
  why: Extract<ListenerStatus, { phase: 'over' }>['why'],
  sessionId: string,
): StatusWords {
  switch (why) {
    case 'ended':
      return calm('The session is over', `${sessionId} was ended.`);
    case 'expired':
      return calm('The session is over', `The speaker of ${sessionId} did not come back.`);
    case 'notFound':
      return calm('No such session', `There is no session called ${sessionId}, or it is over.`);
  }
}

/** @param spoken in place of a detail that counts */
const calm = (title: string, detail?: string, spoken = detail): StatusWords => {
  const saidTitle = title.split(':', 1)[0] ?? title;
  return {
    title,
    ...(detail !== undefined && { detail }),
    said: spoken === undefined ? saidTitle : `${saidTitle}. ${spoken}`,
    urgent: false,
  };
};
