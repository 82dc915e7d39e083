/** One sentence about something that happened, and what can be done about it. */
import type { Notice as NoticeFact } from '../connection/client.ts';
import { failureWords } from './failure-words.ts';

interface NoticeProps {
  readonly notice: NoticeFact;
  readonly onSignIn: () => void;
  readonly onDismiss: () => void;
}

export function Notice({ notice, onSignIn, onDismiss }: NoticeProps) {
  return (
    <aside class="notice" aria-label="Notice">
      <p>{noticeWords(notice)}</p>
      <div class="actions">
        {notice.kind === 'tokenRefused' && (
          <button type="button" class="primary" onClick={onSignIn}>
            Sign in again
          </button>
        )}
        {notice.kind === 'outdated' && (
          <button type="button" class="primary" onClick={() => location.reload()}>
            Reload
          </button>
        )}
        <button type="button" class="quiet" onClick={onDismiss}>
          Dismiss
        </button>
      </div>
    </aside>
  );
}

export function noticeWords(notice: NoticeFact): string {
  switch (notice.kind) {
    case 'createGivenUp':
      return 'Podium did not answer for two minutes, so nothing was started. Try again.';
    case 'changesDropped':
      return 'Your last changes did not arrive before the session was continued elsewhere.';
    case 'commandRefused':
      return `Your last change was not taken. ${failureWords(notice.failure)}`;
    case 'outdated':
      return 'Podium has been renewed since you opened this page. Reload it to go on; your session stays.';
    case 'tokenRefused':
      return 'Your sign-in runs out soon. Sign in again to stay on the air; your session stays.';
  }
}
