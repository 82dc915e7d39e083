/** The public face: a session client for any page, with no framework in it. Sound and stills: see speaker.ts. */
import type { QualityTier } from '#protocol/fields.ts';
import { driverOf } from './driver.ts';
import type { Environment } from './environment.ts';
import type { TabMemory } from './tab-memory.ts';
import type { Settings, View } from './view.ts';

export type { Environment } from './environment.ts';
export type { TabMemory } from './tab-memory.ts';
export type * from './view.ts';

export interface SessionClientOptions {
  /** `wss://…/<stage>`. */
  readonly url: string;
  /**
   * A fresh access token for each connection; never called twice at once. A rejection means that the person must sign
   * in again, except while offline or with a `TypeError` (what `fetch` rejects with where no server was reached): that
   * is tried again.
   */
  readonly token: () => Promise<string>;
  /**
   * `tabMemory()` of tab-memory.ts, where pages are reloaded and tabs duplicated: the session goes on in the same tab,
   * and a copy of it is a client of its own. @default none: after a reload the session is elsewhere, for a person to decide
   */
  readonly memory?: TabMemory | undefined;
  /** Everything outside the client. @default the window */
  readonly environment?: Environment;
}

/**
 * Keeps one speaker's session over every lost connection. Nothing throws and nothing returns a promise: what happened
 * is in `view`. A call that `view.possible` does not allow does nothing, so a double press is one command.
 */
export interface SessionClient {
  /** A new object after each change, the same one otherwise. */
  readonly view: View;
  /** Calls `listener` after each change of `view`. Returns how to stop that; stopping closes no connection. */
  subscribe(listener: (view: View) => void): () => void;
  /** The clock of all instants in `view`, in ms: counts on through sleep, whatever the wall clock does. */
  now(): number;
  /** On page load and after signing in again: resumes what this client had, or finds a session that runs elsewhere. Where
   * the client waits for its next attempt, it tries at once. */
  open(): void;
  start(wish: { readonly sourceLanguage: string; readonly qualityTier: QualityTier }): void;
  /** Continue here the session that is shown as being elsewhere. */
  takeOver(): void;
  /** Shown at once, listed in `view.unacknowledged` until the server has stored it. */
  update(wish: Partial<Settings>): void;
  end(): void;
  /** Ends the session that is shown as being elsewhere without taking it over. */
  endElsewhere(): void;
  /** Back to the start page, from whatever end. */
  newSession(): void;
  dismissNotice(): void;
  /** For signing out and leaving: closes the connection, lets the session run. `open()` goes on with it. */
  close(): void;
}

export const createSessionClient = (options: SessionClientOptions): SessionClient => driverOf(options);
