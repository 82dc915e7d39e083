/** Handshakes: who is let in, by whom, and with which status the others are sent away. */
import fc from 'fast-check';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HandshakeRefused, openSocket, type SocketOptions } from '../support/socket.ts';
import {
  allow,
  connect,
  ok,
  policy,
  recorder,
  type Fixture,
  type RunningGateway,
  type SeenEvent,
  type StartFixture,
} from './gateway-fixture.ts';

export function describeHandshakes(start: StartFixture): void {
  const started = async (fixture: Fixture) => {
    const gateway = await start(fixture);
    onTestFinished(() => gateway.stop());
    return gateway;
  };
  const statusOf = (gateway: RunningGateway, options: SocketOptions = {}) =>
    connect(gateway, options).then(
      (socket) => {
        socket.terminate();
        return 'accepted';
      },
      (error: unknown) => (error instanceof HandshakeRefused ? error.status : error),
    );
  const statusWithAuthorizer = async (authorizer: (event: SeenEvent) => unknown) =>
    statusOf(await started({ authorizer: (event) => authorizer(event as SeenEvent) }));
  const statusWithConnect = async (handler: () => unknown, integrationTimeoutMs = 1_000) =>
    statusOf(await started({ handlers: { $connect: handler }, limits: { integrationTimeoutMs } }));

  describe('the authorizer of a handshake', () => {
    it('is not called where the identity is missing: 401', async () => {
      const authorizer = recorder(allow as never);
      const gateway = await started({ authorizer: authorizer.handler });
      expect(await statusOf(gateway, { protocols: [] })).toBe(401);
      expect(authorizer.events).toEqual([]);
    });
    it('refuses with 401 by throwing "Unauthorized"', async () => {
      const throwing = () => {
        throw new Error('Unauthorized');
      };
      expect(await statusWithAuthorizer(throwing)).toBe(401);
    });
    it('refuses with 403 by denying', async () => {
      expect(await statusWithAuthorizer(({ methodArn }) => policy('Deny', methodArn))).toBe(403);
    });
    it('refuses with 403 by allowing something else', async () => {
      const elsewhere = 'arn:aws:execute-api:us-east-1:000000000000:other/prod/$connect';
      expect(await statusWithAuthorizer(() => policy('Allow', elsewhere))).toBe(403);
    });
    it('lets in by a pattern that matches', async () => {
      expect(await statusWithAuthorizer(() => policy('Allow', 'arn:aws:execute-api:*/prod/$connec?'))).toBe(
        'accepted',
      );
    });
    it('is a failure of the stage where it throws anything else: 500', async () => {
      const throwing = () => {
        throw new Error('database down');
      };
      expect(await statusWithAuthorizer(throwing)).toBe(500);
    });
    it('is a failure of the stage where it answers no policy: 500', async () => {
      expect(await statusWithAuthorizer(() => ({ principalId: 'ada' }))).toBe(500);
    });
    it('is a failure of the stage where its context is not flat, or over 8 KB: 500', async () => {
      const answer = (context: object) => (event: SeenEvent) =>
        policy('Allow', event.methodArn, { principalId: 'ada', context });
      expect(await statusWithAuthorizer(answer({ nested: {} }))).toBe(500);
      expect(await statusWithAuthorizer(answer({ long: 'x'.repeat(8 * 1024) }))).toBe(500);
      expect(await statusWithAuthorizer(answer({ long: 'x'.repeat(8 * 1024 - 11) }))).toBe('accepted');
    });
  });

  describe('$connect', () => {
    it('fails the handshake with 502 by throwing', async () => {
      const throwing = () => {
        throw new Error('defect');
      };
      expect(await statusWithConnect(throwing)).toBe(502);
    });
    it('fails the handshake with 502 by answering without a status', async () => {
      expect(await statusWithConnect(() => undefined)).toBe(502);
    });
    it('fails the handshake with 504 by not answering', async () => {
      expect(await statusWithConnect(() => new Promise(() => undefined), 30)).toBe(504);
    });
    it('refuses with its own status', async () => {
      for (const statusCode of [400, 401, 403, 418, 500, 503])
        expect(await statusWithConnect(() => ({ statusCode }))).toBe(statusCode);
    });
    it('alone selects the subprotocol, in a header of any case', async () => {
      for (const name of ['Sec-WebSocket-Protocol', 'sec-websocket-protocol']) {
        const $connect = () => ({ statusCode: 200, headers: { [name]: 'podium.v1' } });
        const socket = await connect(await started({ handlers: { $connect } }));
        expect(socket.protocol).toBe('podium.v1');
      }
    });
    it('selects none by saying none', async () => {
      const socket = await connect(await started({ handlers: { $connect: () => ok() } }));
      expect(socket.protocol).toBe('');
    });
    it('has a $disconnect even where the client left before it was done', async () => {
      const disconnected = recorder();
      const called = Promise.withResolvers<unknown>();
      const release = Promise.withResolvers<unknown>();
      const $connect = () => {
        called.resolve(undefined);
        return release.promise;
      };
      const gateway = await started({ handlers: { $connect, $disconnect: disconnected.handler } });
      const event = disconnected.next();
      const client = connectTcp(gateway.port, '127.0.0.1');
      client.on('error', () => undefined).write(handshakeText({}));
      await called.promise;
      client.resetAndDestroy();
      await once(client, 'close');
      release.resolve(ok());
      expect((await event).requestContext).toMatchObject({ eventType: 'DISCONNECT' });
    });
  });

  describe('a handshake', () => {
    it('is refused with 429 beyond the rate, and admitted again when time has passed', async () => {
      let nowMs = 1_000_000;
      const gateway = await started({
        limits: { newConnections: { perSecond: 1, burst: 2 } },
        now: () => nowMs,
      });
      const statuses = [await statusOf(gateway), await statusOf(gateway), await statusOf(gateway)];
      expect(statuses).toEqual(['accepted', 'accepted', 429]);
      nowMs += 1_000;
      expect(await statusOf(gateway)).toBe('accepted');
    });
    it('that asks for another path is refused with 403', async () => {
      const gateway = await started({});
      for (const path of ['/', '/dev', '/prod/more', '/Prod', '//'])
        await expect(openSocket(gateway.url.replace('/prod', path))).rejects.toMatchObject({ status: 403 });
    });
    it('that is a plain request is told to upgrade', async () => {
      const gateway = await started({});
      expect((await fetch(gateway.url.replace(/^ws/, 'http'))).status).toBe(426);
    });
    it('with any defect is answered with an error, and reaches no Lambda', async () => {
      const authorizer = recorder(allow as never);
      const gateway = await started({ authorizer: authorizer.handler });
      await fc.assert(
        fc.asyncProperty(defect, async (changes) => {
          const status = await rawStatus(gateway.port, handshakeText(changes));
          expect([400, 403, 404, 405, 426]).toContain(status);
        }),
        { numRuns: 300 },
      );
      expect(authorizer.events).toEqual([]);
      expect(await statusOf(gateway)).toBe('accepted');
    });
  });
}

interface HandshakeText {
  method?: string;
  upgrade?: string | undefined;
  key?: string | undefined;
  version?: string | undefined;
}

const word = fc.stringMatching(/^[A-Za-z0-9+/=.-]{0,30}$/);
const defect: fc.Arbitrary<HandshakeText> = fc.oneof(
  fc.record({ method: fc.constantFrom('POST', 'PUT', 'HEAD', 'OPTIONS', 'DELETE') }),
  fc.record({
    upgrade: fc.option(
      word.filter((value) => value.toLowerCase() !== 'websocket'),
      { nil: undefined },
    ),
  }),
  fc.record({
    key: fc.option(
      word.filter((value) => !/^[+/0-9A-Za-z]{22}==$/.test(value)),
      { nil: undefined },
    ),
  }),
  fc.record({
    version: fc.option(
      word.filter((value) => value !== '13'),
      { nil: undefined },
    ),
  }),
);

/** A whole handshake but for what is changed; undefined leaves the header out. */
function handshakeText(changes: HandshakeText): string {
  const parts = {
    method: 'GET',
    upgrade: 'websocket',
    key: 'dGhlIHNhbXBsZSBub25jZQ==',
    version: '13',
    ...changes,
  };
  const headers: Record<string, string | undefined> = {
    Host: 'localhost',
    Connection: 'Upgrade',
    Upgrade: parts.upgrade,
    'Sec-WebSocket-Key': parts.key,
    'Sec-WebSocket-Version': parts.version,
    'Sec-WebSocket-Protocol': 'podium.v1, speaker.ada',
  };
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return `${parts.method} /prod HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

async function rawStatus(port: number, request: string): Promise<number> {
  const socket = connectTcp(port, '127.0.0.1');
  // Half closed: an answer that keeps the connection alive ends it all the same.
  socket.end(request);
  return Number(/^HTTP\/1\.1 (\d+)/.exec(await text(socket))?.[1]);
}
