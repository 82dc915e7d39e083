/** What is said while no session runs here, and the one or two things that a person can do about it. */
import { useState } from 'preact/hooks';
import type { SessionClient, Status, View } from '../connection/client.ts';
import { ConfirmEnd } from './confirm-end.tsx';
import { MessageScreen } from './message-screen.tsx';
import { givenUpWords } from './reach.tsx';
import { statusWords } from './status-words.ts';

interface OffAirProps {
  readonly client: SessionClient;
  readonly view: View;
  readonly status: Exclude<Status, { phase: 'off' | 'onAir' | 'reconnecting' }>;
  readonly onSignIn: () => void;
}

export function OffAir({ client, view, status, onSignIn }: OffAirProps) {
  const { title, detail } = statusWords(status, client.now(), view.session?.sessionId);
  const [confirming, confirm] = useState(false);
  switch (status.phase) {
    case 'connecting':
      return <MessageScreen title={title} detail={detail ?? slowWords(view)} />;
    case 'elsewhere':
      return (
        <MessageScreen title={title} detail={withLoss(detail, view)}>
          <button type="button" class="primary" onClick={() => client.takeOver()}>
            {status.wasHere ? 'Take it back' : 'Continue here'}
          </button>
          <button type="button" class="quiet" onClick={() => confirm(true)}>
            End it
          </button>
          {confirming && (
            <ConfirmEnd
              sessionId={status.elsewhere.sessionId}
              onAnswer={(end) => {
                confirm(false);
                if (end) client.endElsewhere();
              }}
            />
          )}
        </MessageScreen>
      );
    case 'ended':
    case 'expired':
      return (
        <MessageScreen title={title} detail={detail}>
          <button type="button" class="primary" onClick={() => client.newSession()}>
            Start a new session
          </button>
        </MessageScreen>
      );
    case 'signInAgain':
      return (
        <MessageScreen title={title} detail={detail}>
          <button type="button" class="primary" onClick={onSignIn}>
            Sign in again
          </button>
        </MessageScreen>
      );
    case 'outdated':
      return (
        <MessageScreen title={title} detail={detail}>
          <button type="button" class="primary" onClick={() => location.reload()}>
            Reload
          </button>
        </MessageScreen>
      );
    case 'failed':
      return (
        <MessageScreen title={title} detail={detail}>
          <button type="button" class="primary" onClick={() => client.newSession()}>
            Back to the start
          </button>
        </MessageScreen>
      );
  }
}

/** What was said here last may have been on its way when the other window took over. */
const withLoss = (detail: string | undefined, { frames }: View): string | undefined =>
  [detail ?? '', frames === undefined ? '' : givenUpWords(frames)].filter((part) => part !== '').join(' ');

/** An attempt has failed already, and the next one is on its way. */
const slowWords = ({ closedConnections, connection }: View): string | undefined =>
  connection === undefined && closedConnections[0]?.by === 'network'
    ? 'Podium does not answer yet. It is tried again until it does.'
    : undefined;
