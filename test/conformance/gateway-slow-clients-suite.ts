/** Clients that stop half-way, that dribble, and that never read: the gateway and everybody else go on. */
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { within, type TestSocket } from '../support/socket.ts';
import { connect, ok, recorder, type Fixture, type StartFixture } from './gateway-fixture.ts';

const HANDSHAKE = [
  'GET /prod HTTP/1.1',
  'Host: localhost',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol: podium.v1, speaker.ada',
  '\r\n',
].join('\r\n');
const CLOSE_FRAME = 0x88;

/** One text frame as a client sends it, its mask all zeros: what is masked reads as what is meant. */
function frameOf(message: object): Buffer {
  const payload = Buffer.from(JSON.stringify(message));
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}

export function describeSlowClients(start: StartFixture): void {
  const started = async (fixture: Fixture) => {
    const gateway = await start(fixture);
    onTestFinished(() => gateway.stop());
    return gateway;
  };
  const tcp = (port: number): Socket => {
    const socket = connectTcp({ port, host: '127.0.0.1', noDelay: true });
    socket.on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
    return socket;
  };
  const opened = async (port: number): Promise<Socket> => {
    const socket = tcp(port);
    socket.write(HANDSHAKE);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString('latin1')).toMatch(/^HTTP\/1\.1 101 /);
    return socket;
  };
  const greetings = () => recorder(() => ok({ type: 'greeted' }));
  const greet = async (socket: TestSocket) => {
    socket.send({ action: 'greet', from: 'another' });
    expect(await socket.next(undefined, 1_000)).toEqual({ type: 'greeted' });
  };
  const frame = frameOf({ action: 'greet', from: 'slow' });

  describe('a client that', () => {
    it('stops anywhere in a frame holds nobody up, is never heard, and is closed as idle', async () => {
      const greeted = greetings();
      const gateway = await started({
        handlers: { greet: greeted.handler },
        limits: { idleTimeoutMs: 300 },
      });
      const halves = await Promise.all(
        Array.from({ length: frame.length - 1 }, async (_, index) => {
          const socket = await opened(gateway.port);
          const heard: Buffer[] = [];
          socket.on('data', (bytes: Buffer) => heard.push(bytes));
          socket.write(frame.subarray(0, index + 1));
          return { heard, closed: once(socket, 'close') };
        }),
      );
      const other = await connect(gateway);
      for (let count = 0; count < 20; count += 1) await greet(other);
      await within(Promise.all(halves.map(({ closed }) => closed)), 5_000, () => 'some are open still');
      for (const { heard } of halves) {
        const bytes = Buffer.concat(heard);
        expect([bytes[0], bytes.readUInt16BE(2)]).toEqual([CLOSE_FRAME, 1001]);
      }
      expect(greeted.events).toHaveLength(20);
    });

    it('leaves in the middle of a frame is gone with 1006, and never heard', async () => {
      const greeted = greetings();
      const disconnected = recorder();
      const gateway = await started({
        handlers: { greet: greeted.handler, $disconnect: disconnected.handler },
      });
      const socket = await opened(gateway.port);
      const event = disconnected.next();
      socket.write(frame.subarray(0, -1), () => socket.destroy());
      expect((await event).requestContext).toMatchObject({ disconnectStatusCode: 1006 });
      expect(greeted.events).toEqual([]);
    });

    it('stops anywhere in its handshake holds nobody up', async () => {
      const gateway = await started({ handlers: { greet: greetings().handler } });
      for (let bytes = 0; bytes < HANDSHAKE.length; bytes += 1)
        tcp(gateway.port).write(HANDSHAKE.slice(0, bytes));
      for (let count = 0; count < 20; count += 1) await greet(await connect(gateway));
    });

    it('sends byte by byte, from its first one on, is heard whole and once, and keeps nobody waiting', async () => {
      const greeted = greetings();
      const gateway = await started({ handlers: { greet: greeted.handler } });
      const other = await connect(gateway);
      const socket = tcp(gateway.port);
      const heard: Buffer[] = [];
      const both = new Promise<void>((resolve) => {
        socket.on('data', (bytes: Buffer) => {
          heard.push(bytes);
          if (Buffer.concat(heard).includes('"greeted"')) resolve();
        });
      });
      const dribble = async (bytes: Buffer) => {
        for (const byte of bytes) {
          await new Promise((resolve) => socket.write(Buffer.from([byte]), resolve));
          // The gateway gets its turn between two bytes: each arrives alone.
          await nextTurn();
        }
      };
      await dribble(Buffer.from(HANDSHAKE));
      await dribble(frame.subarray(0, -1));
      for (let count = 0; count < 20; count += 1) await greet(other);
      expect(greeted.events.filter(({ body }) => body?.includes('slow'))).toEqual([]);
      await dribble(frame.subarray(-1));
      await within(both, 1_000, () => 'not answered');
      expect(greeted.events.filter(({ body }) => body?.includes('slow'))).toHaveLength(1);
    });

    it('never reads keeps nobody waiting, and is ended at its longest age all the same', async () => {
      const disconnected = recorder();
      const long = 'x'.repeat(100 * 1024);
      const gateway = await started({
        handlers: {
          greet: greetings().handler,
          // 40 MB in all: far more than two sockets' buffers hold.
          tell: () => ok({ long }),
          $disconnect: disconnected.handler,
        },
        limits: { maxConnectionMs: 1_500 },
      });
      const deaf = await connect(gateway);
      const event = disconnected.next();
      deaf.webSocket.pause();
      for (let count = 0; count < 400; count += 1) deaf.send({ action: 'tell' });
      for (let count = 0; count < 20; count += 1) await greet(await connect(gateway));
      expect((await event).requestContext).toMatchObject({ disconnectStatusCode: 1001 });
      await greet(await connect(gateway));
      deaf.terminate();
    });
  });
}
