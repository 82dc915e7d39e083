/** `socket.io-client` with its server: WebSocket transport, connection state recovery on, all else by default. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { clearTimeout as clearServerTimeout, setTimeout as setServerTimeout } from 'node:timers';
import { Server, type Socket } from 'socket.io';
import { io } from 'socket.io-client';
import { portOf } from '../../../../infra/local/ports.ts';
import type { Arena, Ears } from './contender.ts';
import { lifeLeftMs, newToken } from './session-server.ts';

export async function openSocketIo(): Promise<Arena> {
  const expected = new Map<string, Ears>();
  const web = createServer().listen(0, '127.0.0.1');
  await once(web, 'listening');
  const server = new Server(web, { connectionStateRecovery: {} });

  server.use((socket, next) => {
    const { role, token } = said(socket);
    if (role === 'refused') next(new Error('not allowed'));
    else next(lifeLeftMs(token) > 0 ? undefined : new Error('token ran out'));
  });
  server.on('connection', (socket) => {
    const { session = '', token } = said(socket);
    // Its low-level connection: after a `disconnect` by the server the client would not come back by itself.
    const runsOut = setServerTimeout(() => socket.conn.close(), lifeLeftMs(token));
    socket.on('disconnect', () => clearServerTimeout(runsOut));
    socket.on('above', (number: number) => expected.get(session)?.above({ number }));
  });

  return {
    port: portOf(web),
    async join({ port, role, ...token }, ears) {
      const session = crypto.randomUUID();
      expected.set(session, ears);
      const socket = io(`http://127.0.0.1:${port}`, {
        transports: ['websocket'],
        // Each page has a manager of its own.
        forceNew: true,
        auth: (give) => void newToken(token).then((fresh) => give({ session, role, token: fresh })),
      });
      ears.attempted();
      socket.io.on('reconnect_attempt', () => ears.attempted());
      socket.on('connect', () => ears.ready());
      socket.on('below', (number: number) => ears.below({ number }));
      return {
        say: (number) => void socket.emit('above', number),
        // As its documentation has new credentials sent.
        move: () => {
          ears.attempted();
          socket.disconnect().connect();
        },
        leave: () => void socket.disconnect(),
      };
    },
    tell: (number) => void server.emit('below', number),
    async stop() {
      await server.close();
    },
  };
}

const said = (socket: Socket) =>
  socket.handshake.auth as Partial<Record<'session' | 'role' | 'token', string>>;
