/** The server side of libraries that reconnect a WebSocket: sessions by name, numbered messages both ways, tokens that run out. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as setServerTimeout, clearTimeout as clearServerTimeout } from 'node:timers';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocketServer, type WebSocket } from 'ws';
import { portOf } from '../../../../infra/local/ports.ts';
import type { Ears, Token } from './contender.ts';

/** RFC 6455, 7.4.2: codes of an application's own. */
const TOKEN_RAN_OUT = 4_401;
export const REFUSED = 4_403;

export interface SessionServer {
  readonly port: number;
  expect(session: string, ears: Ears): void;
  tell(number: number): void;
  stop(): void;
}

/** A token is the epoch ms at which it runs out: who signed it is not what is measured. */
export async function newToken({ tokenLifeMs, tokenTakesMs }: Token): Promise<string> {
  await delay(tokenTakesMs);
  return String(Date.now() + tokenLifeMs);
}
export const lifeLeftMs = (token: string | null | undefined): number => Number(token ?? 0) - Date.now();

export async function startSessionServer(): Promise<SessionServer> {
  const expected = new Map<string, Ears>();
  const sockets = new Map<string, WebSocket>();
  const server = createServer();
  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });

  server.on('upgrade', (request, stream, head) => {
    const { searchParams } = new URL(request.url ?? '/', 'ws://localhost');
    const leftMs = lifeLeftMs(searchParams.get('token'));
    if (leftMs <= 0) {
      stream.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    webSockets.handleUpgrade(request, stream, head, (socket) => {
      if (searchParams.get('role') === 'refused') socket.close(REFUSED, 'not allowed');
      else admit(socket, searchParams.get('session') ?? '', leftMs);
    });
  });

  const admit = (socket: WebSocket, session: string, leftMs: number) => {
    sockets.set(session, socket);
    const runsOut = setServerTimeout(() => socket.close(TOKEN_RAN_OUT, 'token ran out'), leftMs);
    socket.on('message', (data: Buffer) => expected.get(session)?.above({ number: Number(String(data)) }));
    socket.on('error', () => undefined);
    socket.on('close', () => clearServerTimeout(runsOut));
  };

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server),
    expect: (session, ears) => void expected.set(session, ears),
    tell(number) {
      for (const socket of sockets.values())
        if (socket.readyState === socket.OPEN) socket.send(String(number));
    },
    stop() {
      for (const socket of webSockets.clients) socket.terminate();
      server.close();
    },
  };
}
