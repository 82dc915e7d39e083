/** The page of a speaker who is signed in: what the session client shows, and what can be asked of it. */
import { useEffect, useState } from 'preact/hooks';
import type { Broadcast } from '../audio/broadcast.ts';
import type { Speaker } from '../auth/sign-in.ts';
import type { SessionClient, View } from '../connection/client.ts';
import { endAndThen } from './after-end.ts';
import { Announcer } from './announcer.tsx';
import { Choose } from './choose.tsx';
import { useView } from './current.ts';
import { Frame } from './frame.tsx';
import { SignInFailed } from './message-screen.tsx';
import { Notice, noticeWords } from './notice.tsx';
import { OffAir } from './off-air.tsx';
import { SessionScreen } from './session-screen.tsx';
import { StartScreen } from './start-screen.tsx';
import { statusWords } from './status-words.ts';
import { useTitle } from './title.ts';

interface SpeakerPageProps {
  readonly client: SessionClient;
  readonly broadcast: Broadcast;
  readonly speaker: Speaker;
  readonly languages: readonly string[];
  readonly signInFailed: boolean;
  readonly onSignIn: () => void;
  readonly onSignOut: () => void;
}

export function SpeakerPage({
  client,
  broadcast,
  speaker,
  signInFailed,
  onSignIn,
  onSignOut,
  languages,
}: SpeakerPageProps) {
  const view = useView(client);
  const { notice, session, status } = view;
  const [askingToSignOut, askToSignOut] = useState(false);
  const runs = mayRun(view);
  useEffect(() => {
    if (!runs) askToSignOut(false);
  }, [runs]);
  const words = statusWords(status, client.now(), session?.sessionId);
  useTitle(words.said, session?.sessionId);
  // What runs is not left behind without a word.
  const signOut = (): void => (view.possible.end ? askToSignOut(true) : onSignOut());
  return (
    <Frame
      screen={screenOf(view)}
      account={
        <div class="account">
          {speaker.name !== undefined && <span class="speaker">{speaker.name}</span>}
          <button type="button" class="quiet" onClick={signOut}>
            Sign out
          </button>
        </div>
      }
    >
      <Announcer words={words} notice={notice && noticeWords(notice)} expiresSoon={view.expiresSoon} />
      {notice && <Notice notice={notice} onSignIn={onSignIn} onDismiss={() => client.dismissNotice()} />}
      {signInFailed && <SignInFailed />}
      {screen({ view, client, broadcast, languages, onSignIn })}
      {askingToSignOut && runs && (
        <Choose
          title="Sign out while your session runs?"
          answers={[
            { value: 'end', label: 'End it and sign out', tone: 'danger' },
            { value: 'leave', label: 'Leave it running and sign out', tone: 'primary' },
          ]}
          dismiss="Stay signed in"
          onAnswer={(answer) => {
            askToSignOut(false);
            if (answer === 'end') endAndThen(client, onSignOut);
            if (answer === 'leave') onSignOut();
          }}
        >
          <p>
            Left running, {session?.sessionId ?? 'it'} is kept for a few minutes: sign in again by then to
            continue it.
          </p>
        </Choose>
      )}
    </Frame>
  );
}

/** On the air and reconnecting are one screen: nothing jumps when a connection is lost. */
const screenOf = ({ session, status: { phase } }: View): string =>
  session !== undefined && (phase === 'onAir' || phase === 'reconnecting') ? 'session' : phase;

const mayRun = ({ status: { phase } }: View): boolean =>
  phase === 'connecting' || phase === 'onAir' || phase === 'reconnecting';

type ScreenProps = Pick<SpeakerPageProps, 'client' | 'broadcast' | 'languages' | 'onSignIn'> & {
  readonly view: View;
};

function screen({ view, client, broadcast, languages, onSignIn }: ScreenProps) {
  const { session, settings, status } = view;
  switch (status.phase) {
    case 'off':
      return <StartScreen {...{ client, broadcast, languages }} />;
    case 'onAir':
    case 'reconnecting':
      if (session === undefined || settings === undefined) return null;
      return <SessionScreen {...{ client, broadcast, view, session, settings, languages }} />;
    case 'connecting':
    case 'elsewhere':
    case 'ended':
    case 'expired':
    case 'signInAgain':
    case 'outdated':
    case 'failed':
      return <OffAir {...{ client, view, status, onSignIn }} />;
  }
}
