// What Podium is held against: a bare `ws` server that sends each message on as it came, and acknowledges it.
import { once } from 'node:events';
import { WebSocketServer, type WebSocket } from 'ws';
import { portOf } from '../../../infra/local/ports.ts';
import { answerParent } from '../child.ts';

export type RelayQuestions = { open: { asks: undefined; answers: { port: number } } };

const LISTENER = /listen\.([^,\s]+)/;
const ACK = JSON.stringify({ type: 'framesAcked' });
/** By the name of their session. */
const audiences = new Map<string, Set<WebSocket>>();

const audienceOf = (sessionId: string) => {
  const audience = audiences.get(sessionId) ?? new Set();
  audiences.set(sessionId, audience);
  return audience;
};

answerParent<RelayQuestions>({
  async open() {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
    server.on('connection', (socket, { headers }) => {
      const sessionId = LISTENER.exec(headers['sec-websocket-protocol'] ?? '')?.[1];
      if (sessionId === undefined) speaker(socket);
      else listener(socket, sessionId);
    });
    await once(server, 'listening');
    return { port: portOf(server) };
  },
});

function listener(socket: WebSocket, sessionId: string): void {
  const audience = audienceOf(sessionId).add(socket);
  socket.once('message', () => socket.send(JSON.stringify({ type: 'sessionJoined', nextSeq: 1 })));
  socket.on('close', () => audience.delete(socket));
}

/** The first message is answered as Podium answers it; all others are relayed. */
function speaker(socket: WebSocket): void {
  const sessionId = `relayed-session-${audiences.size}`;
  const audience = audienceOf(sessionId);
  socket.once('message', () => {
    socket.send(JSON.stringify({ type: 'sessionCreated', sessionId, epoch: 1 }));
    socket.on('message', (data: Buffer) => {
      for (const each of audience) each.send(data, { binary: false });
      socket.send(ACK);
    });
  });
}
