/** The whole listener's page: one screen at a time, by how far the person has come. */
import { useCurrent } from '../ui/current.ts';
import { Frame } from '../ui/frame.tsx';
import { MessageScreen, SignInFailed, StorageForbidden } from '../ui/message-screen.tsx';
import type { ListenerEntry, ListenerEntryState } from './entry.ts';
import { FollowingPage } from './following-page.tsx';
import { OtherSession, SessionForm } from './session-form.tsx';
import { overWords } from './status-words.ts';

export function ListenerApp({ entry }: { readonly entry: ListenerEntry }) {
  const state = useCurrent(entry, ({ state }) => state);
  return state.kind === 'following' ? (
    <FollowingPage
      {...state}
      onChoose={(sessionId) => entry.choose(sessionId)}
      onSignIn={() => void entry.signIn()}
    />
  ) : (
    <Frame screen={state.kind}>{before(state, entry)}</Frame>
  );
}

function before(state: Exclude<ListenerEntryState, { kind: 'following' }>, entry: ListenerEntry) {
  switch (state.kind) {
    case 'opening':
      return <MessageScreen title="Opening Podium…" />;
    case 'choosing':
      return (
        <section class="start">
          <h1 tabIndex={-1}>Who do you want to hear?</h1>
          <SessionForm onChoose={(sessionId) => entry.choose(sessionId)} />
        </section>
      );
    case 'noSession':
      return (
        <OtherSession
          words={overWords('notFound', state.sessionId)}
          onChoose={(sessionId) => entry.choose(sessionId)}
        />
      );
    case 'unreachable':
      return (
        <MessageScreen title="Podium cannot be reached" detail="Check your network, then try again." alert>
          <button type="button" class="primary" onClick={() => void entry.open()}>
            Try again
          </button>
        </MessageScreen>
      );
    case 'storageForbidden':
      return <StorageForbidden />;
    case 'signedOut':
      return (
        <MessageScreen
          title={`Listen to ${state.sessionId}`}
          detail="Sign in first: this session is not for everybody."
        >
          <button type="button" class="primary large" onClick={() => void entry.signIn()}>
            Sign in
          </button>
          {state.signInFailed && <SignInFailed />}
        </MessageScreen>
      );
  }
}
