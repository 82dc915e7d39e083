/** The session's name, large enough to be read out, and a button that copies it. */
import { useEffect, useState } from 'preact/hooks';
import { CopyIcon } from './icons.tsx';

const copiedShownMs = 4_000;

export function SessionName({ sessionId }: { readonly sessionId: string }) {
  const [told, tell] = useState('');
  useEffect(() => {
    if (told === '') return undefined;
    const timer = setTimeout(() => tell(''), copiedShownMs);
    return () => clearTimeout(timer);
  }, [told]);
  const copy = (): void => {
    navigator.clipboard.writeText(sessionId).then(
      () => tell('Copied'),
      () => tell('Copying is not allowed here: select the name instead'),
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
      <div class="copy">
        <button type="button" class="quiet" onClick={copy}>
          <CopyIcon />
          Copy
        </button>
        <span role="status">{told}</span>
      </div>
    </div>
  );
}
