/** What the machine is made of: one immutable value, and what a step asks of the outside. */
import type { ClientMessageInput } from '#protocol/client-messages.ts';
import { type Commands, noCommands } from './commands.ts';
import type { Opener } from './opener.ts';
import { type Persisted, restoredOpener } from './persistence.ts';
import type { Connection } from './states.ts';
import type { ClosedConnection, Notice, SessionFacts, Settings } from './view.ts';

export interface Machine {
  readonly clientId: string;
  /** Of the newest socket. */
  readonly connectionNumber: number;
  readonly connection: Connection;
  /** What the next socket opens with, or the newest one has; none means a plain resume. */
  readonly opener: Opener | undefined;
  readonly held: Held | undefined;
  readonly commands: Commands;
  /** False while attempts would be in vain: no network, or the page lies in the back-forward cache. */
  readonly reachable: boolean;
  /** A push said so while a greeting of ours was unanswered; the answer decides. */
  readonly supersededBy: { readonly sessionId: string; readonly epoch: number } | undefined;
  readonly notice: Notice | undefined;
  /** Newest first. */
  readonly closedConnections: readonly ClosedConnection[];
}

/** The session that this client owns, or owned last. */
export interface Held {
  readonly sessionId: string;
  readonly epoch: number;
  /** Absent until the server has spoken in this page's life. */
  readonly told?: { readonly facts: SessionFacts; readonly settings: Settings };
}

/** What a step knows of clock and chance. No step needs more than one random number and one new id. */
export interface Moment {
  /** Monotonic ms. */
  readonly now: number;
  /** From 0 to below 1. */
  readonly random: number;
  readonly requestId: string;
}

export type Effect =
  /** Fetch a token and open a socket with it. */
  | { readonly kind: 'open'; readonly socket: number }
  | { readonly kind: 'send'; readonly socket: number; readonly message: ClientMessageInput }
  /** Nothing that this socket still says will be heard. */
  | { readonly kind: 'close'; readonly socket: number; readonly why: string };

/** A step in the making: a copy of the machine that the functions of this one step write to, in order. */
export type Turn = { -readonly [K in keyof Machine]: Machine[K] } & Moment & { readonly effects: Effect[] };

export const newMachine = (persisted: Persisted, reachable: boolean, now: number): Machine => ({
  clientId: persisted.clientId,
  connectionNumber: persisted.connectionNumber,
  connection: { name: 'idle' },
  opener: restoredOpener(persisted, now),
  held: persisted.held,
  commands: noCommands,
  reachable,
  supersededBy: undefined,
  notice: undefined,
  closedConnections: [],
});
