/** The sockets of one page, by number: each with a token of its own, and silent once it is closed. */
import { limits, TOKEN_SUBPROTOCOL_PREFIX } from '#protocol/limits.ts';
import type { Environment, Socket } from './environment.ts';
import type { SocketEvent } from './events.ts';
import { readServerMessage } from './server-message.ts';

/** Where sockets are opened to, and with what. */
export interface Door {
  readonly url: string;
  /** Offered by each socket, beside the one with its token. */
  readonly protocols: readonly string[];
  /** Absent where nobody signs in. */
  readonly token: (() => Promise<string>) | undefined;
}

export class Connections {
  readonly #environment: Environment;
  readonly #door: Door;
  readonly #report: (event: SocketEvent) => void;
  /** Those not closed by us; without a socket while the token is fetched. */
  readonly #wanted = new Map<number, Socket | undefined>();
  #refresh: Promise<string | undefined> | undefined;

  constructor(environment: Environment, door: Door, report: (event: SocketEvent) => void) {
    this.#environment = environment;
    this.#door = door;
    this.#report = report;
  }

  async open(number: number): Promise<void> {
    this.#wanted.set(number, undefined);
    const refuse = (why: 'rejected' | 'tooLong' | 'unreachable', message: string): void =>
      this.#tell(number, { from: 'socket', socket: number, kind: 'tokenRefused', why, message });
    let token: string | undefined;
    try {
      token = await this.#freshToken();
    } catch (error) {
      // The Fetch standard: a network error is a TypeError.
      const unreachable = error instanceof TypeError || !this.#environment.isOnline();
      refuse(unreachable ? 'unreachable' : 'rejected', 'Your sign-in has run out. Sign in again.');
      return;
    }
    if (token !== undefined && token.length > limits.tokenBytes)
      refuse(
        'tooLong',
        'Your sign-in token is longer than 8 KB: ask for one with fewer groups or claims in it.',
      );
    else if (this.#wanted.has(number)) this.#wanted.set(number, this.#connect(number, token));
  }

  send(number: number, message: object): void {
    this.#wanted.get(number)?.send(JSON.stringify(message));
  }

  close(number: number, why: string): void {
    const socket = this.#wanted.get(number);
    this.#wanted.delete(number);
    socket?.close(1000, why);
  }

  /** One refresh in flight: an attempt that comes meanwhile waits for the same one. */
  async #freshToken(): Promise<string | undefined> {
    const refresh = (this.#refresh ??= this.#door.token?.());
    try {
      return await refresh;
    } finally {
      this.#refresh = undefined;
    }
  }

  #connect(number: number, token: string | undefined): Socket {
    const { protocols: offered, url } = this.#door;
    const protocols = [...offered, ...(token === undefined ? [] : [TOKEN_SUBPROTOCOL_PREFIX + token])];
    return this.#environment.openSocket(url, protocols, {
      opened: () => this.#tell(number, { from: 'socket', socket: number, kind: 'opened' }),
      received: (text) => {
        const message = readServerMessage(text);
        if (message !== undefined)
          this.#tell(number, { from: 'socket', socket: number, kind: 'received', message });
      },
      closed: (code, reason) => {
        this.#tell(number, { from: 'socket', socket: number, kind: 'closed', code, reason });
        this.#wanted.delete(number);
      },
    });
  }

  #tell(number: number, event: SocketEvent): void {
    if (this.#wanted.has(number)) this.#report(event);
  }
}
