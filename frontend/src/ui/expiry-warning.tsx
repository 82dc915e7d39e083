/** Shown while the session's longest age comes near: what happens then, and what to do before. */
import { useState } from 'preact/hooks';
import type { SessionClient } from '../connection/client.ts';
import { Choose } from './choose.tsx';
import { minutesUntil } from './durations.ts';
import { useNow } from './ticks.ts';

interface ExpiryWarningProps {
  readonly client: SessionClient;
  readonly expiresAt: number;
  readonly disabled: boolean;
  readonly onRenew: () => void;
}

export function ExpiryWarning({ client, expiresAt, disabled, onRenew }: ExpiryWarningProps) {
  const now = useNow(client, expiresAt);
  const [asking, ask] = useState(false);
  return (
    <aside class="notice" aria-label="Your session must end soon">
      <p>
        This session can run for {minutesUntil(expiresAt - now)} more. Start a new one when it suits you; it
        has another name.
      </p>
      <div class="actions">
        <button type="button" class="primary" disabled={disabled} onClick={() => ask(true)}>
          Start a new session
        </button>
      </div>
      {asking && (
        <Choose
          title="End this session and start a new one?"
          answers={[{ value: 'renew', label: 'End it and start a new one', tone: 'primary' }]}
          dismiss="Keep it running"
          onAnswer={(answer) => {
            ask(false);
            if (answer === 'renew') onRenew();
          }}
        >
          <p>Language and quality stay as they are. The new session has another name.</p>
        </Choose>
      )}
    </aside>
  );
}
