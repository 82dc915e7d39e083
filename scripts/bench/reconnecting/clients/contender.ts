/** What is asked of each library and its server side, so that the same happens to all of them. */

/** What one participant's talk is heard as. Above is the server's side, below the page's. */
export interface Ears {
  /** A socket is about to be opened. */
  readonly attempted: () => void;
  /** The session is here, and the page may speak. */
  readonly ready: () => void;
  readonly above: (heard: Heard) => void;
  readonly below: (heard: Heard) => void;
}

/** A message by its number, or so many that will not come. */
export type Heard = { readonly number: number } | { readonly missing: number };

/** How long each token is good for that the page gets, and how long it takes to get one. */
export interface Token {
  readonly tokenLifeMs: number;
  readonly tokenTakesMs: number;
}

export interface Joining extends Token {
  /** Where the network between the page and the server begins: ws://127.0.0.1:port. */
  readonly port: number;
  /** `refused`: the server will not have it, for good. `quiet`: only its connection matters. */
  readonly role: 'talks' | 'quiet' | 'refused';
}

export interface Participant {
  say(number: number): void;
  /** The page's own part in moving to a fresh connection. */
  move(): void;
  leave(): void;
}

/** A library with its server side. */
export interface Arena {
  /** Of the server, on 127.0.0.1. */
  readonly port: number;
  /** Resolves when it was asked for; `ready` is told when it is there. */
  join(joining: Joining, ears: Ears): Promise<Participant>;
  /** Says it to every participant that talks. */
  tell(number: number): void;
  stop(): Promise<void>;
}

export const ORDINARY = { tokenLifeMs: 3_600_000, tokenTakesMs: 0 } as const;
/** A message is due so often, as sound of that length is. */
export const CADENCE_MS = 200;
