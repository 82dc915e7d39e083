/** Messages: routing, replies, the gateway's own error frames, and the connection's limits. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { connect, ok, recorder, type Fixture, type StartFixture } from './gateway-fixture.ts';

const errorFrame = (message: string) => ({
  message,
  connectionId: expect.any(String) as string,
  requestId: expect.any(String) as string,
});

export function describeMessages(start: StartFixture): void {
  const connected = async (fixture: Fixture) => {
    const gateway = await start(fixture);
    onTestFinished(() => gateway.stop());
    return connect(gateway);
  };
  const echo = (name: string) => () => ok({ from: name });

  describe('a message', () => {
    it('takes the route that its action names, and $default otherwise', async () => {
      const socket = await connected({ handlers: { greet: echo('greet'), $default: echo('default') } });
      const routeOf = async (message: object | string) => {
        socket.send(message);
        return (await socket.next())['from'];
      };
      expect(await routeOf({ action: 'greet' })).toBe('greet');
      for (const other of [
        { action: 'Greet' },
        { action: 'greet ' },
        { action: ['greet'] },
        { action: '$connect' },
        { action: '$disconnect' },
        {},
        'not JSON',
        '"greet"',
        'null',
        '{"constructor":{"action":"greet"}}',
      ])
        expect(await routeOf(other)).toBe('default');
    });
    it('that no route takes is answered with "Forbidden", and the connection stays', async () => {
      const socket = await connected({ handlers: { greet: echo('greet') } });
      socket.send({ action: 'else' });
      expect(await socket.next()).toEqual(errorFrame('Forbidden'));
      socket.send({ action: 'greet' });
      expect(await socket.next()).toEqual({ from: 'greet' });
    });
    it('is answered with the body of its Lambda, whatever the status', async () => {
      const failing = () => ({ statusCode: 500, body: '{"from":"failing"}' });
      const socket = await connected({ handlers: { failing } });
      socket.send({ action: 'failing' });
      expect(await socket.next()).toEqual({ from: 'failing' });
    });
    it('gets no answer on a route without a response, nor where there is no body', async () => {
      const handlers = { silent: echo('silent'), empty: () => ok(), greet: echo('greet') };
      const socket = await connected({ handlers });
      for (const action of ['silent', 'empty', 'greet']) socket.send({ action });
      await socket.next();
      expect(socket.received).toEqual([{ from: 'greet' }]);
    });
    it('whose Lambda throws, answers no status or is too slow gets "Internal server error"', async () => {
      const handlers = {
        throws: () => {
          throw new Error('a secret');
        },
        shapeless: () => ({ body: '{}' }),
        slow: () => new Promise(() => undefined),
        silent: () => {
          throw new Error('also without a route response');
        },
      };
      const socket = await connected({ handlers, limits: { integrationTimeoutMs: 30 } });
      for (const action of Object.keys(handlers)) {
        socket.send({ action });
        expect(await socket.next()).toEqual(errorFrame('Internal server error'));
      }
    });
    it('may be overtaken by a later one: each is an invocation of its own', async () => {
      const release = Promise.withResolvers<unknown>();
      const slow = async () => {
        await release.promise;
        return ok({ from: 'slow' });
      };
      const socket = await connected({ handlers: { slow, fast: echo('fast') } });
      socket.send({ action: 'slow' });
      socket.send({ action: 'fast' });
      expect(await socket.next()).toEqual({ from: 'fast' });
      release.resolve(undefined);
      expect(await socket.next()).toEqual({ from: 'slow' });
    });
    it('beyond the rate is answered with "Too Many Requests", and the connection stays', async () => {
      let nowMs = 1_000_000;
      const socket = await connected({
        handlers: { greet: echo('greet') },
        // The handshake is a request, too.
        limits: { requests: { perSecond: 1, burst: 2 } },
        now: () => nowMs,
      });
      socket.send({ action: 'greet' });
      expect(await socket.next()).toEqual({ from: 'greet' });
      socket.send({ action: 'greet' });
      expect(await socket.next()).toEqual(errorFrame('Too Many Requests'));
      nowMs += 1_000;
      socket.send({ action: 'greet' });
      expect(await socket.next()).toEqual({ from: 'greet' });
    });
    it('is not delivered when its connection is closing', async () => {
      const greeted = recorder(() => ok({ from: 'greet' }));
      const socket = await connected({ handlers: { greet: greeted.handler } });
      socket.webSocket.send('binary', { binary: true });
      socket.send({ action: 'greet' });
      await socket.closed;
      expect(greeted.events).toEqual([]);
    });
  });

  describe('a connection', () => {
    it('is closed with 1001 when it was idle for too long', async () => {
      const disconnected = recorder();
      const socket = await connected({
        handlers: { $disconnect: disconnected.handler },
        limits: { idleTimeoutMs: 40 },
      });
      const event = disconnected.next();
      expect(await socket.closed).toMatchObject({ code: 1001 });
      expect((await event).requestContext).toMatchObject({ disconnectStatusCode: 1001 });
    });
    it('is closed with 1001 at its longest age, however busy', async () => {
      const socket = await connected({
        handlers: { greet: echo('greet') },
        limits: { maxConnectionMs: 100 },
      });
      const busy = setInterval(() => socket.send({ action: 'greet' }), 10);
      expect(await socket.closed.finally(() => clearInterval(busy))).toMatchObject({ code: 1001 });
    });
    it('is ended also where the client answers no close frame', async () => {
      const disconnected = recorder();
      const socket = await connected({
        handlers: { $disconnect: disconnected.handler },
        limits: { maxConnectionMs: 30 },
      });
      const event = disconnected.next();
      socket.webSocket.pause();
      expect((await event).requestContext).toMatchObject({ disconnectStatusCode: 1001 });
      socket.webSocket.resume();
    });
  });
}
