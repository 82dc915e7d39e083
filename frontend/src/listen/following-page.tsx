/** The page of somebody who follows a session, from connecting to its end. */
import type { ListenerStatus } from '../connection/listener.ts';
import { Announcer } from '../ui/announcer.tsx';
import { useCurrent } from '../ui/current.ts';
import { Frame } from '../ui/frame.tsx';
import { MessageScreen, SignInFailed } from '../ui/message-screen.tsx';
import type { StatusWords } from '../ui/status-words.ts';
import { useTitle } from '../ui/title.ts';
import type { Following } from './following.ts';
import { FullScreen } from './full-screen.tsx';
import { LiveScreen } from './live-screen.tsx';
import { OtherSession } from './session-form.tsx';
import { listenerWords } from './status-words.ts';

interface FollowingPageProps {
  readonly following: Following;
  readonly sessionId: string;
  readonly signInFailed: boolean;
  readonly onChoose: (sessionId: string) => void;
  readonly onSignIn: () => void;
}

export function FollowingPage(props: FollowingPageProps) {
  const { client } = props.following;
  const view = useCurrent(client, ({ view }) => view);
  const words = listenerWords(view, client.now(), props.sessionId);
  useTitle(words.said, props.sessionId);
  return (
    <Frame screen={screenOf(view.status, view.session !== undefined)}>
      <Announcer words={words} notice={undefined} expiresSoon={false} />
      {screen(props, view.status, words)}
    </Frame>
  );
}

/** What counts and what comes and goes is one screen: nothing jumps when a connection is lost. */
const screenOf = ({ phase }: ListenerStatus, known: boolean): string =>
  phase === 'listening' || phase === 'speakerAway' || (phase === 'reconnecting' && known) ? 'session' : phase;

function screen(
  { following, onChoose, onSignIn, sessionId, signInFailed }: FollowingPageProps,
  status: ListenerStatus,
  words: StatusWords,
) {
  const { client } = following;
  const { detail, title } = words;
  switch (status.phase) {
    case 'listening':
    case 'speakerAway':
    case 'reconnecting':
      if (client.view.session === undefined) return <MessageScreen title={title} detail={detail} />;
      return <LiveScreen following={following} sessionId={sessionId} session={client.view.session} />;
    case 'off':
    case 'connecting':
      return <MessageScreen title={title} detail={detail} />;
    case 'full':
      return <FullScreen following={following} sessionId={sessionId} nextTryAt={status.nextTryAt} />;
    case 'over':
      return <OtherSession words={words} onChoose={onChoose} />;
    case 'signInAgain':
      return (
        <MessageScreen title={title} detail={detail}>
          <button type="button" class="primary" onClick={onSignIn}>
            Sign in again
          </button>
          {signInFailed && <SignInFailed />}
        </MessageScreen>
      );
    case 'failed':
      return (
        <MessageScreen title={title} detail={detail}>
          <button type="button" class="primary" onClick={() => client.open()}>
            Try again
          </button>
        </MessageScreen>
      );
  }
}
