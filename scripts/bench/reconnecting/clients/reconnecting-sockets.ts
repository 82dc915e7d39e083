/** `partysocket` and `reconnecting-websocket`: one interface, a WebSocket's, and a server that knows sessions by their name. */
import PartySocket from 'partysocket/ws';
import commonJs from 'reconnecting-websocket';
import { WebSocket } from 'ws';
import type { Arena, Ears, Joining } from './contender.ts';
import { newToken, REFUSED, startSessionServer } from './session-server.ts';

// Its types are those of an ES module; what Node loads is CommonJS, where the class is all there is.
const ReconnectingWebSocket = commonJs as unknown as typeof commonJs.default;

type Line = PartySocket | InstanceType<typeof ReconnectingWebSocket>;
type Make = (url: () => Promise<string>, WebSocketClass: new (url: string) => WebSocket) => Line;

export const openPartySocket = () =>
  openArena(
    (url, WebSocketClass) =>
      new PartySocket(url, undefined, {
        WebSocket: WebSocketClass,
        // Not in its README, but among its options: the application's own table of what is final.
        shouldReconnectOnClose: ({ code }) => code !== REFUSED,
      }),
  );

/** @param random from 0 to below 1 */
export const openReconnectingWebSocket = (random: () => number) =>
  openArena(
    (url, WebSocketClass) =>
      new ReconnectingWebSocket(url, undefined, {
        WebSocket: WebSocketClass,
        // Its default, which it draws once a page: here many pages are in one process.
        minReconnectionDelay: 1_000 + random() * 4_000,
      }),
  );

async function openArena(make: Make): Promise<Arena> {
  const server = await startSessionServer();
  return {
    port: server.port,
    async join(joining, ears) {
      const session = crypto.randomUUID();
      server.expect(session, ears);
      const line = make(() => urlOf(joining, session), counting(ears));
      line.onopen = () => ears.ready();
      line.onmessage = ({ data }) => ears.below({ number: Number(data) });
      return {
        say: (number) => void line.send(String(number)),
        move: () => line.reconnect(),
        leave: () => line.close(),
      };
    },
    tell: (number) => server.tell(number),
    async stop() {
      server.stop();
    },
  };
}

/** As both READMEs put a fresh token into each attempt. */
async function urlOf({ port, role, ...token }: Joining, session: string): Promise<string> {
  const query = new URLSearchParams({ session, role, token: await newToken(token) });
  return `ws://127.0.0.1:${port}/?${query}`;
}

const counting = (ears: Ears) =>
  class extends WebSocket {
    constructor(url: string) {
      super(url, { perMessageDeflate: false });
      ears.attempted();
    }
  };
