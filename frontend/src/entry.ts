/** The way into the page: its settings, the sign-in, and then the one session client, which outlives all components. */
import { Broadcast } from './audio/broadcast.ts';
import { BATCH_MS } from './audio/sound-format.ts';
import { createSignIn, mayStore, type SignIn, type Speaker } from './auth/sign-in.ts';
import { type Config, loadConfig } from './config.ts';
import { createSpeakerClient, type SpeakerClient } from './connection/speaker.ts';
import { tabMemory } from './connection/tab-memory.ts';

export type EntryState =
  | { readonly kind: 'opening' }
  /** The page's settings could not be loaded. */
  | { readonly kind: 'unreachable' }
  /** The site may not store anything in this browser. */
  | { readonly kind: 'storageForbidden' }
  | { readonly kind: 'signedOut'; readonly signInFailed: boolean }
  | {
      readonly kind: 'signedIn';
      readonly speaker: Speaker;
      readonly languages: readonly string[];
      readonly client: SpeakerClient;
      readonly broadcast: Broadcast;
      readonly signInFailed: boolean;
    }
  /** On the way to the provider's page. */
  | { readonly kind: 'leaving' };

export class Entry {
  readonly #listeners = new Set<() => void>();
  #state: EntryState = { kind: 'opening' };
  #signIn: SignIn | undefined;

  /** A new object after each change, the same one otherwise. */
  get state(): EntryState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Once on page load, and again where that failed. */
  async open(): Promise<void> {
    if (!mayStore()) {
      this.#become({ kind: 'storageForbidden' });
      return;
    }
    this.#become({ kind: 'opening' });
    let config: Config;
    try {
      config = await loadConfig();
    } catch {
      this.#become({ kind: 'unreachable' });
      return;
    }
    try {
      const signIn = createSignIn(config.signIn);
      this.#signIn = signIn;
      const speaker = await signIn.arrive();
      if (speaker === undefined) this.#become({ kind: 'signedOut', signInFailed: false });
      else this.#admit(speaker, config, signIn);
    } catch {
      this.#become({ kind: 'signedOut', signInFailed: true });
    }
  }

  /** Also for signing in again: what runs goes on, and is resumed by the page that comes back. */
  async signIn(): Promise<void> {
    try {
      await this.#signIn?.leaveToSignIn();
    } catch {
      const state = this.#state;
      if (state.kind === 'signedOut' || state.kind === 'signedIn')
        this.#become({ ...state, signInFailed: true });
    }
  }

  /** Closes the connection; a session that still runs is left running. */
  async signOut(): Promise<void> {
    if (this.#state.kind !== 'signedIn') return;
    this.#state.broadcast.close();
    this.#state.client.close();
    this.#become({ kind: 'leaving' });
    await this.#signIn?.leaveSignedOut();
  }

  #admit(speaker: Speaker, { languages, webSocketUrl }: Config, signIn: SignIn): void {
    const client = createSpeakerClient({
      url: webSocketUrl,
      token: signIn.tokensOf(speaker),
      memory: tabMemory(),
      batchMs: BATCH_MS,
    });
    const broadcast = new Broadcast(client);
    client.open();
    this.#become({ kind: 'signedIn', speaker, languages, client, broadcast, signInFailed: false });
  }

  #become(state: EntryState): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }
}
