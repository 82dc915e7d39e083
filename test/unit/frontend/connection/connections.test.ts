import { expect, test } from 'vitest';
import { connectionsTo } from '../../../../frontend/src/connection/connections.ts';
import type { Environment } from '../../../../frontend/src/connection/environment.ts';
import { speakerHears } from '../../../../frontend/src/connection/speaker-hears.ts';
import { settled, Surroundings } from './outside.ts';

test('a socket on its way out is sent nothing, since the browser would complain of it', async () => {
  const sent: string[] = [];
  const sockets: FakeSocket[] = [];
  class FakeSocket {
    readyState: number = WebSocket.CONNECTING;
    onopen = null;
    onmessage = null;
    onclose = null;
    send = (text: string) => void sent.push(text);
    close = () => undefined;
    constructor() {
      sockets.push(this);
    }
  }
  const environment: Environment = { ...new Surroundings().window(), WebSocket: FakeSocket as never };
  const door = { url: 'wss://podium.test/prod', protocols: [], token: undefined, hears: speakerHears };
  const run = connectionsTo(door, environment, () => undefined);
  const say = (volume: number) =>
    run({
      kind: 'send',
      socket: 1,
      message: {
        action: 'updateSession',
        requestId: 'r',
        sessionId: 'caring-king-2754',
        epoch: 1,
        change: 1,
        volume,
      },
    });
  run({ kind: 'open', socket: 1 });
  await settled();
  const [socket] = sockets;
  if (socket === undefined) throw new Error('No socket was opened.');
  socket.readyState = WebSocket.OPEN;
  say(10);
  socket.readyState = WebSocket.CLOSING;
  say(20);
  expect(sent.map((text) => (JSON.parse(text) as { volume: number }).volume)).toEqual([10]);
});
