/** The session's name, large enough to be read out, and every way to hand it on. */
import { useEffect, useState } from 'preact/hooks';
import { CopyIcon, LinkIcon, QrIcon, ShareIcon } from './icons.tsx';
import { listenersWords } from './listeners-words.ts';
import { QrDialog } from './qr-dialog.tsx';

const toldForMs = 4_000;

interface SessionNameProps {
  readonly sessionId: string;
  readonly listenerCount: number | undefined;
}

export function SessionName({ listenerCount, sessionId }: SessionNameProps) {
  const [told, tell] = useState('');
  const [showingQr, showQr] = useState(false);
  useEffect(() => {
    if (told === '') return undefined;
    const timer = setTimeout(() => tell(''), toldForMs);
    return () => clearTimeout(timer);
  }, [told]);
  const link = `${location.origin}/listen/${encodeURIComponent(sessionId)}`;
  const copy = (text: string, done: string): void => {
    navigator.clipboard.writeText(text).then(
      () => tell(done),
      () => tell('Copying is not allowed here: select it instead'),
    );
  };
  const parts = sessionId.split('-');
  return (
    <div class="session-name">
      <h2>Session id</h2>
      <p class="name" data-testid="session-id">
        {parts.map((part, index) => (
          <>
            {part}
            {index < parts.length - 1 && (
              <>
                -<wbr />
              </>
            )}
          </>
        ))}
      </p>
      <p class="link">
        {/* In this tab it would take the speaker off the air. */}
        Listen at{' '}
        <a href={link} target="_blank" rel="noopener">
          {link.replace(/^https?:\/\//, '')}
        </a>
        {listenerCount !== undefined && <span class="listeners">{listenersWords(listenerCount)}</span>}
      </p>
      <div class="copy">
        <button type="button" class="quiet" onClick={() => copy(sessionId, 'Copied')}>
          <CopyIcon />
          Copy
        </button>
        <button type="button" class="quiet" onClick={() => copy(link, 'Link copied')}>
          <LinkIcon />
          Copy link
        </button>
        <button type="button" class="quiet" onClick={() => showQr(true)}>
          <QrIcon />
          QR code
        </button>
        {'share' in navigator && (
          <button type="button" class="quiet" onClick={() => void share(sessionId, link)}>
            <ShareIcon />
            Share
          </button>
        )}
        <span role="status">{told}</span>
      </div>
      {showingQr && <QrDialog link={link} onClose={() => showQr(false)} />}
    </div>
  );
}

/** A sheet that is put away without choosing is no error. */
const share = (sessionId: string, url: string): Promise<void> =>
  navigator.share({ title: `Listen to ${sessionId}`, url }).catch(() => undefined);
