/** The sockets of one page, by number: each with a token of its own, and silent once it is closed. */
import type { ServerMessageType } from '#protocol/server-messages.ts';
import { TOKEN_BYTES, TOKEN_SUBPROTOCOL_PREFIX } from '#protocol/limits.ts';
import type { Environment, Socket } from './environment.ts';
import type { SocketEvent, SocketNews } from './events.ts';
import { type Hears, readServerMessage } from './server-message.ts';

/** Where sockets are opened to, with what, and what is heard there. */
export interface Door<T extends ServerMessageType> {
  readonly url: string;
  /** Offered by each socket, beside the one with its token. */
  readonly protocols: readonly string[];
  /** Absent where nobody signs in. */
  readonly token: (() => Promise<string>) | undefined;
  readonly hears: Hears<T>;
}

export interface Connections {
  open(number: number): Promise<void>;
  send(number: number, message: object): void;
  close(number: number, why: string): void;
}

export function connectionsTo<T extends ServerMessageType>(
  { hears, protocols, token: freshToken, url }: Door<T>,
  environment: Environment,
  report: (event: SocketEvent<T>) => void,
): Connections {
  /** Those not closed by us, each its own: a client that was closed and opened again counts from the same number. */
  const wanted = new Map<number, { socket?: Socket }>();
  /** One refresh in flight: an attempt that comes meanwhile waits for the same one. */
  let refresh: Promise<string> | undefined;

  /** Over before anybody hears of it: who asks again at once gets another. */
  async function refreshed(): Promise<string | undefined> {
    try {
      return await (refresh ??= freshToken?.());
    } finally {
      refresh = undefined;
    }
  }

  return {
    async open(number) {
      const own: { socket?: Socket } = {};
      const isWanted = (): boolean => wanted.get(number) === own;
      const tell = (news: SocketNews<T>): void => {
        if (isWanted()) report({ socket: number, ...news });
      };
      const refuse = (why: 'unreachable' | 'signInAgain' | 'failed', message: string): void =>
        tell({ kind: 'tokenRefused', why, message });
      wanted.set(number, own);
      let token: string | undefined;
      try {
        token = await refreshed();
      } catch (error) {
        // The Fetch standard: a network error is a TypeError.
        const unreachable = error instanceof TypeError || !environment.isOnline();
        refuse(unreachable ? 'unreachable' : 'signInAgain', 'Your sign-in has run out. Sign in again.');
        return;
      }
      if (token !== undefined && token.length > TOKEN_BYTES)
        refuse('failed', 'Your sign-in token is over 8 KB: ask for one with fewer groups or claims.');
      else if (isWanted())
        own.socket = environment.openSocket(
          url,
          [...protocols, ...(token === undefined ? [] : [TOKEN_SUBPROTOCOL_PREFIX + token])],
          {
            opened: () => tell({ kind: 'opened' }),
            received(text) {
              const message = readServerMessage(text, hears);
              if (message) tell({ kind: 'received', message });
            },
            closed(code, reason) {
              tell({ kind: 'closed', code, reason });
              if (isWanted()) wanted.delete(number);
            },
          },
        );
    },
    send: (number, message) => wanted.get(number)?.socket?.send(JSON.stringify(message)),
    close(number, why) {
      const { socket } = wanted.get(number) ?? {};
      wanted.delete(number);
      socket?.close(1000, why);
    },
  };
}
