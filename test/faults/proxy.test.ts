// The proxy breaks what it is told to break, one way only, and nothing once the fault is over.
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { portOf } from '../../infra/local/ports.ts';
import { within } from '../support/socket.ts';
import { directions, startProxy, type Proxy } from './proxy.ts';

const SENT = Buffer.from('x'.repeat(200));

let server: Server;
let proxy: Proxy;
/** The server's end of each connection, in the order in which they came. */
let accepted: Socket[];

beforeEach(async () => {
  accepted = [];
  server = createServer({ allowHalfOpen: true }, (socket) => {
    accepted.push(socket.on('error', () => undefined));
    // Everything comes back, so that both ways carry the same bytes.
    socket.on('data', (bytes) => socket.write(bytes)).on('end', () => socket.end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await startProxy(portOf(server), () => 0.5);
});
afterEach(async () => {
  await proxy.stop();
  accepted.forEach((socket) => socket.destroy());
  server.close();
});

function client() {
  const socket = connect({ port: proxy.port, host: '127.0.0.1', noDelay: true });
  const pieces: Buffer[] = [];
  let failure: unknown;
  socket.on('data', (bytes: Buffer) => pieces.push(bytes));
  socket.on('error', (error) => (failure = error));
  return {
    socket,
    pieces,
    bytes: () => Buffer.concat(pieces).length,
    failure: () => failure,
    closed: once(socket, 'close').catch(() => once(socket, 'close')),
    send: () => socket.write(SENT),
  };
}
const all = (tested: ReturnType<typeof client>) =>
  expect.poll(tested.bytes, { interval: 5 }).toBe(SENT.length);

test('without a fault everything passes', async () => {
  const tested = client();
  tested.send();
  await all(tested);
  expect(proxy.strikes()).toBe(0);
});

test('what is open may be lost: it stays open, carries nothing either way, and others are whole', async () => {
  const lost = client();
  lost.send();
  await all(lost);
  proxy.loseAll();
  lost.send();
  accepted[0]?.write(SENT);
  const whole = client();
  whole.send();
  await all(whole);
  expect(lost.bytes()).toBe(SENT.length);
  expect([lost.socket.readyState, accepted[0]?.readyState]).toEqual(['open', 'open']);
});

describe.each(directions)('%s', (direction) => {
  test('latency: nothing arrives before its time', async () => {
    proxy.put({ kind: 'latency', latencyMs: 80, jitterMs: 20 }, direction);
    const tested = client();
    const sentAt = performance.now();
    tested.send();
    await all(tested);
    expect(performance.now() - sentAt).toBeGreaterThan(75);
  });

  test('bandwidth: so many bytes a second', async () => {
    proxy.put({ kind: 'bandwidth', bytesPerSecond: 1_000 }, direction);
    const tested = client();
    const sentAt = performance.now();
    tested.send();
    await all(tested);
    expect(performance.now() - sentAt).toBeGreaterThan(180);
  });

  test('sliced: the same bytes in many pieces', async () => {
    proxy.put({ kind: 'sliced', sliceBytes: 50, gapMs: 20 }, direction);
    const tested = client();
    tested.send();
    await all(tested);
    expect(tested.pieces.length).toBeGreaterThan(1);
    expect(proxy.strikes()).toBe(SENT.length / 50);
  });

  test('what a slow way still holds arrives at once when the fault is over', async () => {
    proxy.put({ kind: 'latency', latencyMs: 60_000, jitterMs: 0 }, direction);
    const tested = client();
    tested.send();
    await expect.poll(() => accepted.length).toBe(1);
    proxy.lift();
    await all(tested);
  });

  test('cut: exactly so many bytes, then the end', async () => {
    proxy.put({ kind: 'cut', afterBytes: 64 }, direction);
    const tested = client();
    let served = 0;
    server.on('connection', (socket) => socket.on('data', (bytes) => (served += bytes.length)));
    tested.send();
    await tested.closed;
    expect(direction === 'to client' ? tested.bytes() : served).toBe(64);
  });

  test('time-out: nothing arrives, and the connection with the hole ends with the fault', async () => {
    proxy.put({ kind: 'timeOut' }, direction);
    const tested = client();
    tested.send();
    const something = once(tested.socket, 'data');
    await expect(within(something, 300, () => 'nothing came')).rejects.toThrow('nothing came');
    expect(tested.socket.destroyed).toBe(false);
    proxy.lift();
    await tested.closed;
    expect(tested.bytes()).toBe(0);
  });

  test('reset: the first bytes are answered with RST', async () => {
    proxy.put({ kind: 'reset' }, direction);
    const tested = client();
    tested.send();
    await tested.closed;
    expect(tested.failure()).toMatchObject({ code: 'ECONNRESET' });
  });

  test('down: ends what is open and what is opened, until it is over', async () => {
    const early = client();
    early.send();
    await all(early);
    proxy.put({ kind: 'down' }, direction);
    await early.closed;
    const tested = client();
    tested.send();
    await tested.closed;
    expect(tested.bytes()).toBe(0);
    proxy.lift();
    const late = client();
    late.send();
    await all(late);
  });

  test('slow close: the sender is gone at once, which the other end learns later', async () => {
    proxy.put({ kind: 'slowClose', delayMs: 100 }, direction);
    const tested = client();
    const ends: string[] = [];
    server.on('connection', (socket) => socket.on('end', () => ends.push('server')));
    void tested.closed.then(() => ends.push('client'));
    tested.send();
    await expect.poll(() => ends).toHaveLength(2);
    expect(ends).toEqual(direction === 'to server' ? ['client', 'server'] : ['server', 'client']);
  });
});
