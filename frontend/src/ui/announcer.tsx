/** What a screen reader is told without being asked. In the page before anything is said, or nothing would be heard. */
import type { StatusWords } from './status-words.ts';

interface AnnouncerProps {
  readonly words: StatusWords;
  readonly notice: string | undefined;
  readonly expiresSoon: boolean;
}

export function Announcer({ words, notice, expiresSoon }: AnnouncerProps) {
  return (
    <div class="visually-hidden">
      <p role="status">{words.urgent ? '' : words.said}</p>
      <p role="status">{expiresSoon ? 'Your session must end in less than 15 minutes.' : ''}</p>
      <p role="alert">{words.urgent ? words.said : ''}</p>
      <p role="alert">{notice ?? ''}</p>
    </div>
  );
}
