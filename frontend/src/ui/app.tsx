/** The whole page: one screen at a time, by how far the person has come. */
import type { Entry, EntryState } from '../entry.ts';
import { useEntry } from './current.ts';
import { Frame } from './frame.tsx';
import { MessageScreen, SignInFailed, StorageForbidden } from './message-screen.tsx';
import { SpeakerPage } from './speaker-page.tsx';

export function App({ entry }: { readonly entry: Entry }) {
  const state = useEntry(entry);
  return state.kind === 'signedIn' ? (
    <SpeakerPage {...state} onSignIn={() => void entry.signIn()} onSignOut={() => void entry.signOut()} />
  ) : (
    <Frame screen={state.kind}>{beforeSignIn(state, entry)}</Frame>
  );
}

function beforeSignIn(state: Exclude<EntryState, { kind: 'signedIn' }>, entry: Entry) {
  switch (state.kind) {
    case 'opening':
      return <MessageScreen title="Opening Podium…" />;
    case 'leaving':
      return <MessageScreen title="Signing out…" />;
    case 'unreachable':
      return (
        <MessageScreen
          title="Podium cannot be reached"
          detail="Check your network, then try again. A session that is running goes on meanwhile."
          alert
        >
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
          title="Go on the air, and stay there."
          detail="Podium keeps your session when the network drops or the page is reloaded."
        >
          {state.signInFailed && <SignInFailed />}
          <button type="button" class="primary" onClick={() => void entry.signIn()}>
            {state.signInFailed ? 'Try again' : 'Sign in'}
          </button>
        </MessageScreen>
      );
  }
}
