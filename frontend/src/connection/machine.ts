/** What the machine is made of: one immutable value, and what a step asks of the outside. */
import type { ClientMessageInput, ListenerMessageInput } from '#protocol/client-messages.ts';
import { type Commands, noCommands } from './commands.ts';
import type { Frames } from './frames.ts';
import { restored } from './frames-left.ts';
import type { Opener } from './opener.ts';
import { type Persisted, restoredOpener } from './persistence.ts';
import type { Connection } from './states.ts';
import type { ClosedConnection, Notice, SessionFacts, Settings } from './view.ts';

/** What makes a connection and keeps it, whoever speaks on it. */
export interface Line {
  /** Of the newest socket. */
  readonly connectionNumber: number;
  readonly connection: Connection;
  /** False while attempts would be in vain: no network, or the page lies in the back-forward cache. */
  readonly reachable: boolean;
  /** Newest first. */
  readonly closedConnections: readonly ClosedConnection[];
}

export interface Machine extends Line {
  /** As in `SessionClientOptions`. */
  readonly batchMs: number;
  readonly clientId: string;
  /** What the next socket opens with, or the newest one has; none means a plain resume. */
  readonly opener: Opener | undefined;
  readonly held: Held | undefined;
  readonly commands: Commands;
  /** A push said so while a greeting of ours was unanswered; the answer decides. */
  readonly supersededBy: { readonly sessionId: string; readonly epoch: number } | undefined;
  readonly notice: Notice | undefined;
}

/** The session that this client owns, or owned last. */
export interface Held {
  readonly sessionId: string;
  readonly epoch: number;
  readonly frames: Frames;
  /** Absent until the server has spoken in this page's life. */
  readonly told?: Told;
}

/** What the server has said of it. */
export interface Told {
  readonly facts: SessionFacts;
  readonly settings: Settings;
  /** Absent until somebody has come or gone. */
  readonly listenerCount?: number;
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
  | {
      readonly kind: 'send';
      readonly socket: number;
      readonly message: ClientMessageInput | ListenerMessageInput;
    }
  /** Nothing that this socket still says will be heard. */
  | { readonly kind: 'close'; readonly socket: number; readonly why: string };

/** A step in the making: a copy of the machine that the functions of this one step write to, in order. */
export type TurnOf<M> = { -readonly [K in keyof M]: M[K] } & Moment & { readonly effects: Effect[] };
export type Turn = TurnOf<Machine>;
export type LineTurn = TurnOf<Line>;

export const newMachine = (persisted: Persisted, reachable: boolean, now: number, batchMs = 0): Machine => ({
  batchMs,
  clientId: persisted.clientId,
  connectionNumber: persisted.connectionNumber,
  connection: { name: 'idle' },
  opener: restoredOpener(persisted, now),
  held: persisted.held && { ...persisted.held, frames: restored(persisted.held.frames) },
  commands: noCommands,
  reachable,
  supersededBy: undefined,
  notice: undefined,
  closedConnections: [],
});
