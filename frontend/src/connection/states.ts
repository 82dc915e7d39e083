/** What a line is made of: the connection in use, the one in the making, each with its own fields only. Monotonic ms. */

export interface OpenSocket {
  readonly socket: number;
  readonly openedAt: number;
}

/** A token is fetched and a socket opened with it. */
export interface Opening {
  readonly name: 'opening';
  readonly socket: number;
  readonly openedAt?: undefined;
  /** Attempts that failed in a row before this one. */
  readonly tries: number;
  /** When it is given up. */
  readonly dueAt: number;
}

/** The socket is open, its greeting sent; nothing else is sent on it before the answer. */
export interface Greeting extends OpenSocket {
  readonly name: 'greeting';
  readonly tries: number;
}

/** Until the next attempt. */
export interface Waiting {
  readonly name: 'waiting';
  readonly socket?: undefined;
  readonly tries: number;
  readonly dueAt: number;
}

export type Attempt = Opening | Greeting | Waiting;

/** The server has answered the greeting: this socket owns the session, or follows it, as far as is known. */
export interface Live extends OpenSocket {
  readonly name: 'live';
  /** When something was last heard on it. */
  readonly heardAt: number;
  /** When the last accepted writing command was sent. */
  readonly renewedAt: number;
  readonly heartbeatIntervalMs: number;
  readonly heartbeatAt: number;
  /** The machine slept or the network went: not on the air until something is heard. */
  readonly suspect?: boolean | undefined;
  readonly moveAt: number;
}

/** Neither in use nor in the making, but what comes on it still counts. */
export interface Aside extends OpenSocket {
  readonly name: 'aside';
  /** When it is closed; absent where that is not a matter of time. */
  readonly closeAt?: number;
}

/** Whatever has a socket. */
export type LineSocket = Opening | Greeting | Live | Aside;
