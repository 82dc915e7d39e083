/** What the machine is made of: one immutable value, which each step replaces. */
import type { ClientMessageInput, ListenerMessageInput } from '#protocol/client-messages.ts';
import type { Command } from './command.ts';
import { type Commands, noCommands } from './commands.ts';
import type { FrameSending } from './frame-sending.ts';
import type { Frames } from './frames.ts';
import type { Opener } from './opener.ts';
import type { Aside, Attempt, Live } from './states.ts';
import type { ClosedConnection, Notice, SessionFacts, Settings, Status } from './view.ts';

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

/** What makes a connection and keeps it, whoever speaks on it. */
export interface Line {
  /** When it was stepped last; monotonic ms. */
  readonly now: number;
  /** Of the newest socket. */
  readonly connectionNumber: number;
  readonly live?: Live | undefined;
  /** Beside a live connection it is a planned move. */
  readonly attempt?: Attempt | undefined;
  readonly aside?: Aside | undefined;
  /** What the next socket opens with, or the newest one has. */
  readonly opener?: Command | undefined;
  /** False while attempts would be in vain: no network, or the page lies in the back-forward cache. */
  readonly reachable: boolean;
  /** Newest first. */
  readonly closedConnections: readonly ClosedConnection[];
}

export interface Machine extends Line {
  /** Absent where nothing but the session is kept. */
  readonly sending?: FrameSending | undefined;
  readonly clientId: string;
  /** None means a plain resume. */
  readonly opener?: Opener | undefined;
  readonly held?: Held | undefined;
  /** What the server has said of it. Absent until it has, in this page's life. */
  readonly told?: Told | undefined;
  readonly commands: Commands;
  /** A push said so while a greeting of ours was unanswered or about to be sent; its answer decides. */
  readonly supersededBy?: { readonly sessionId: string; readonly epoch: number } | undefined;
  readonly notice?: Notice | undefined;
  /** What is true while there is neither a live connection nor an attempt at one. */
  readonly outcome: Outcome;
}

export type Outcome = Exclude<Status, { readonly phase: 'connecting' | 'onAir' | 'reconnecting' }>;

/** The session that this client owns, or owned last. */
export interface Held {
  readonly sessionId: string;
  readonly epoch: number;
  /** Absent where none were ever taken, or none can be. */
  readonly frames?: Frames | undefined;
}

export interface Told {
  readonly facts: SessionFacts;
  readonly settings: Settings;
  /** Absent until somebody has come or gone. */
  readonly listenerCount?: number | undefined;
}

/** What a step returns: the machine, and what it asks of the outside. */
export type Stepped<M> = M & { readonly effects: readonly Effect[] };

/** A step in the making: a copy of the machine that the functions of this one step write to, in order. */
export type TurnOf<M> = { -readonly [K in keyof M]: M[K] } & Moment & { readonly effects: Effect[] };
export type Turn = TurnOf<Machine>;
export type LineTurn = TurnOf<Line>;

/** Before the first step. */
export const newLine = {
  now: 0,
  closedConnections: [],
  outcome: { phase: 'off' },
} as const;

/** As whom a client begins, and with what it had when it was closed or its page reloaded. */
export type Restored = Pick<Machine, 'clientId'> &
  Partial<Pick<Machine, 'connectionNumber' | 'commands' | 'held' | 'opener'>>;

/** What a closed machine has beside that is not taken along. */
export const newMachine = (restored: Restored, reachable: boolean, sending?: FrameSending): Machine => ({
  connectionNumber: 0,
  commands: noCommands,
  ...restored,
  ...newLine,
  reachable,
  sending,
  told: undefined,
});
