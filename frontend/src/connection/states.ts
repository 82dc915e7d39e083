/** The states of the connection, each with its own fields only, and what each allows. All instants: monotonic ms. */
import type { Elsewhere, Status } from './view.ts';

/** Nothing is wanted. */
export interface Idle {
  readonly name: 'idle';
}

/** A token is fetched and a socket opened with it. */
export interface Opening {
  readonly name: 'opening';
  readonly socket: number;
  /** Attempts that failed in a row before this one. */
  readonly tries: number;
  readonly giveUpAt: number;
}

/** The socket is open, its greeting sent; nothing else is sent on it before the answer. */
export interface Greeting {
  readonly name: 'greeting';
  readonly socket: number;
  readonly openedAt: number;
  readonly tries: number;
}

/** Until the next attempt. */
export interface Waiting {
  readonly name: 'waiting';
  readonly tries: number;
  readonly retryAt: number;
}

export type Attempt = Opening | Greeting | Waiting;

/** The server has answered the greeting: this socket owns the session, as far as is known. */
export interface Live {
  readonly name: 'live';
  readonly socket: number;
  readonly openedAt: number;
  /** When something was last heard on it. */
  readonly heardAt: number;
  /** When the last accepted writing command was sent. */
  readonly renewedAt: number;
  readonly heartbeatIntervalMs: number;
  readonly heartbeatAt: number;
  /** The machine slept or the network went: not on the air until something is heard. */
  readonly suspect: boolean;
  readonly moveAt: number;
  /** The next connection, made beside this one. */
  readonly move: Attempt | undefined;
}

/** Another client owns the session; a person decides. */
export interface Asking {
  readonly name: 'asking';
  readonly elsewhere: Elsewhere;
  /** The socket on which this was said: a late answer may still come on it, and the decision can travel on it. */
  readonly kept: Kept | undefined;
}

export interface Kept extends OpenSocket {
  readonly name: 'kept';
}

/** Over, until a person does something. */
export interface Closed {
  readonly name: 'closed';
  readonly outcome: Outcome;
}

export type Outcome = Extract<
  Status,
  { readonly phase: 'ended' | 'expired' | 'signInAgain' | 'outdated' | 'failed' }
>;

export interface OpenSocket {
  readonly socket: number;
  readonly openedAt: number;
}

export type Connection = Idle | Attempt | Live | Asking | Closed;

/** What a state allows. What is held decides, too: see present.ts. */
interface Abilities {
  /** A person may start a session. */
  readonly start?: true;
  /** Settings and an end are taken, to be sent when they can be. */
  readonly command?: true;
  /** A person may continue or end the session that is elsewhere. */
  readonly decide?: true;
  /** Leads back to the start page. */
  readonly leave?: true;
}

const attempting: Abilities = { command: true };

export const abilities: Record<Connection['name'], Abilities> = {
  idle: { start: true },
  opening: attempting,
  greeting: attempting,
  waiting: attempting,
  live: attempting,
  asking: { start: true, decide: true, leave: true },
  closed: { start: true, leave: true },
};

/** The attempt under way, alone or beside a live connection. */
export function attemptOf(connection: Connection): Attempt | undefined {
  if (connection.name === 'live') return connection.move;
  return connection.name === 'opening' || connection.name === 'greeting' || connection.name === 'waiting'
    ? connection
    : undefined;
}

/** Every socket that belongs to the state, and what it is there. */
export function socketsOf(connection: Connection): readonly (Opening | Greeting | Live | Kept)[] {
  if (connection.name === 'asking') return connection.kept === undefined ? [] : [connection.kept];
  const attempt = attemptOf(connection);
  const attempted = attempt === undefined || attempt.name === 'waiting' ? [] : [attempt];
  return connection.name === 'live' ? [connection, ...attempted] : attempted;
}
