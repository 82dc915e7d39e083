/** The way into the listener's page: which session, the page's settings, where it is asked for the sign-in, then the client. */
import { type Config, loadConfig } from '../config.ts';
import type { SignIn } from '../auth/sign-in.ts';
import { Following } from './following.ts';
import { mayBeSession, pathOf, sessionIdOf } from './session-path.ts';

export type ListenerEntryState =
  | { readonly kind: 'opening' }
  /** The page's settings could not be loaded. */
  | { readonly kind: 'unreachable' }
  /** The address names no session. */
  | { readonly kind: 'choosing' }
  /** It names what no session can be called. */
  | { readonly kind: 'noSession'; readonly sessionId: string }
  /** The site may not store anything in this browser, which signing in needs. */
  | { readonly kind: 'storageForbidden' }
  /** This stage lets only those listen who are signed in. */
  | { readonly kind: 'signedOut'; readonly sessionId: string; readonly signInFailed: boolean }
  | {
      readonly kind: 'following';
      readonly sessionId: string;
      readonly following: Following;
      readonly signInFailed: boolean;
    };

export class ListenerEntry {
  readonly #listeners = new Set<() => void>();
  #state: ListenerEntryState = { kind: 'opening' };
  #signIn: SignIn | undefined;

  /** A new object after each change, the same one otherwise. */
  get state(): ListenerEntryState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Once on page load, and again where that failed. */
  async open(): Promise<void> {
    const sessionId = sessionIdOf(location.pathname);
    if (sessionId === undefined) {
      this.#become({ kind: 'choosing' });
      return;
    }
    if (!mayBeSession(sessionId)) {
      this.#become({ kind: 'noSession', sessionId });
      return;
    }
    this.#become({ kind: 'opening' });
    try {
      await this.#follow(sessionId, await loadConfig());
    } catch {
      this.#become({ kind: 'unreachable' });
    }
  }

  /** Another address: the page begins anew. */
  choose(sessionId: string): void {
    location.assign(pathOf(sessionId));
  }

  async signIn(): Promise<void> {
    try {
      await this.#signIn?.leaveToSignIn(location.pathname);
    } catch {
      const state = this.#state;
      if (state.kind === 'signedOut' || state.kind === 'following')
        this.#become({ ...state, signInFailed: true });
    }
  }

  async #follow(sessionId: string, config: Config): Promise<void> {
    const { webSocketUrl: url } = config;
    if (config.listeners === 'anyone') {
      this.#begin(new Following({ url, sessionId }), sessionId);
      return;
    }
    // Loaded only where it is needed: it is half as large as the rest of the page.
    const { createSignIn, mayStore } = await import('../auth/sign-in.ts');
    if (!mayStore()) {
      this.#become({ kind: 'storageForbidden' });
      return;
    }
    const signIn = createSignIn(config.signIn);
    this.#signIn = signIn;
    const person = await signIn.arrive();
    if (person === undefined) this.#become({ kind: 'signedOut', sessionId, signInFailed: false });
    else this.#begin(new Following({ url, sessionId, token: signIn.tokensOf(person) }), sessionId);
  }

  #begin(following: Following, sessionId: string): void {
    this.#become({ kind: 'following', sessionId, following, signInFailed: false });
  }

  #become(state: ListenerEntryState): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }
}
