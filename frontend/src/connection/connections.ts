/** The sockets of one page, by number: each with a token of its own, and silent once it is closed. */
import type { ServerMessageType } from '#protocol/server-messages.ts';
import { TOKEN_BYTES, TOKEN_SUBPROTOCOL_PREFIX } from '#protocol/limits.ts';
import type { Environment, Socket } from './environment.ts';
import type { SocketEvent, SocketNews } from './events.ts';
import type { Effect } from './machine.ts';
import { type Hears, readServerMessage } from './server-message.ts';

/** `WebSocket.OPEN`. */
const OPEN = 1;

const tooLong = { code: 'TOKEN_TOO_LONG', message: 'The token is over 8 KB.' } as const;

/** Where sockets are opened to, with what, and what is heard there. */
export interface Door<T extends ServerMessageType> {
  readonly url: string;
  /** Offered by each socket, beside the one with its token. */
  readonly protocols: readonly string[];
  /** Absent where nobody signs in. */
  readonly token: (() => Promise<string>) | undefined;
  readonly hears: Hears<T>;
}

export function connectionsTo<T extends ServerMessageType>(
  { hears, protocols, token: freshToken, url }: Door<T>,
  environment: Environment,
  report: (event: SocketEvent<T>) => void,
): (effect: Effect) => void {
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

  async function open(number: number): Promise<void> {
    const own: { socket?: Socket } = {};
    const isWanted = (): boolean => wanted.get(number) === own;
    const tell = (news: SocketNews<T>): void => {
      if (isWanted()) report({ socket: number, ...news });
    };
    wanted.set(number, own);
    let token: string | undefined;
    try {
      token = await refreshed();
    } catch (error) {
      // The Fetch standard: a network error is a TypeError.
      const unreachable = error instanceof TypeError || !environment.navigator.onLine;
      tell({ kind: 'tokenRefused', outcome: unreachable ? undefined : { phase: 'signInAgain' } });
      return;
    }
    if (token && token.length > TOKEN_BYTES)
      tell({ kind: 'tokenRefused', outcome: { phase: 'failed', failure: tooLong } });
    else if (isWanted()) {
      const offered = token === undefined ? [] : [TOKEN_SUBPROTOCOL_PREFIX + token];
      const socket = (own.socket = new environment.WebSocket(url, [...protocols, ...offered]));
      socket.onopen = () => tell({ kind: 'opened' });
      // What is no text is no JSON either.
      socket.onmessage = ({ data }: MessageEvent<string>) => {
        const message = readServerMessage(data, hears);
        if (message) tell({ kind: 'received', message });
      };
      socket.onclose = ({ code, reason }) => {
        tell({ kind: 'closed', code, reason });
        if (isWanted()) wanted.delete(number);
      };
    }
  }

  return (effect) => {
    const { kind, socket: number } = effect;
    const socket = wanted.get(number)?.socket;
    if (kind === 'open') void open(number);
    else if (kind === 'close') {
      wanted.delete(number);
      socket?.close(1000, effect.why);
    }
    // On its way out it takes nothing, and would say so on the console; `closed` follows.
    else if (socket?.readyState === OPEN) socket.send(JSON.stringify(effect.message));
  };
}
