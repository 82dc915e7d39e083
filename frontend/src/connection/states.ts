/** The states of the connection, each with its own fields only, and what each allows. All instants: monotonic ms. */
import type { Delivery } from './delivery.ts';
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
  /** The server asked not to be tried sooner, whatever the network does. */
  readonly notBefore: number;
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
  readonly heartbeat: Delivery | undefined;
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
  readonly kept: OpenSocket | undefined;
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

/** What a state allows; each row also depends on what is held, see view.ts. */
interface Abilities {
  /** A person may start a session. */
  readonly start: boolean;
  /** Settings and an end are taken, to be sent when they can be. */
  readonly command: boolean;
  /** A person may continue or end the session that is elsewhere. */
  readonly decide: boolean;
  /** Leads back to the start page. */
  readonly leave: boolean;
}

const attempting: Abilities = { start: false, command: true, decide: false, leave: false };

export const abilities: Record<Connection['name'], Abilities> = {
  idle: { start: true, command: false, decide: false, leave: false },
  opening: attempting,
  greeting: attempting,
  waiting: attempting,
  live: attempting,
  asking: { start: true, command: false, decide: true, leave: true },
  closed: { start: true, command: false, decide: false, leave: true },
};

/** Whether `open` tries again: not where the session is over, that is for a person to read first. */
export const reopens: Record<Outcome['phase'], boolean> = {
  ended: false,
  expired: false,
  signInAgain: true,
  outdated: true,
  failed: true,
};

/** The attempt under way, alone or beside a live connection. */
export function attemptOf(connection: Connection): Attempt | undefined {
  switch (connection.name) {
    case 'opening':
    case 'greeting':
    case 'waiting':
      return connection;
    case 'live':
      return connection.move;
    case 'idle':
    case 'asking':
    case 'closed':
      return undefined;
  }
}

/** Every socket that belongs to the state, the newest last. */
export function socketsOf(connection: Connection): readonly (Opening | OpenSocket)[] {
  const attempt = attemptOf(connection);
  const attempted = attempt === undefined || attempt.name === 'waiting' ? [] : [attempt];
  if (connection.name === 'live') return [connection, ...attempted];
  if (connection.name === 'asking' && connection.kept !== undefined) return [connection.kept];
  return attempted;
}
