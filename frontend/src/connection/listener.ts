/** The public face of the listener's role: follows one session, and hands over what its speaker says in order. */
import type { Environment } from './environment.ts';
import { listenerDriverOf } from './listener-driver.ts';
import type { Heard, ListenerView } from './listener-view.ts';

export type { Environment } from './environment.ts';
export type * from './listener-view.ts';
export type { ClosedConnection, Failure } from './view.ts';

export interface ListenerClientOptions {
  /** `wss://…/<stage>`. */
  readonly url: string;
  /** As the speaker's page shows it, such as `caring-king-2754`. */
  readonly sessionId: string;
  /** Where the stage admits signed-in listeners only: as in `SessionClientOptions`. */
  readonly token?: (() => Promise<string>) | undefined;
  /** Called for each frame and each gap, in playing order; what it throws is a defect of the page. */
  readonly hear: (heard: Heard) => void;
  /** Everything outside the client. @default the window */
  readonly environment?: Environment;
}

/** Follows a session over every lost connection. Nothing throws and nothing returns a promise: it is all in `view`. */
export interface ListenerClient {
  /** A new object after each change, the same one otherwise. */
  readonly view: ListenerView;
  /** Calls `listener` after each change of `view`. Returns how to stop that; stopping closes no connection. */
  subscribe(listener: (view: ListenerView) => void): () => void;
  /** The clock of all instants in `view`, in ms: counts on through sleep, whatever the wall clock does. */
  now(): number;
  /** Begins to follow the session. Where the client waits for its next attempt, it tries at once. */
  open(): void;
  close(): void;
}

export const createListenerClient = (options: ListenerClientOptions): ListenerClient =>
  listenerDriverOf(options);
