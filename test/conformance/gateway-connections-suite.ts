/** The @connections API, called with the SDK as a Lambda calls it. */
import {
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  connect,
  ok,
  recorder,
  type Fixture,
  type RunningGateway,
  type StartFixture,
} from './gateway-fixture.ts';

export function describeConnections(start: StartFixture): void {
  const started = async (fixture: Fixture = {}) => {
    const gateway = await start(fixture);
    onTestFinished(() => gateway.stop());
    return gateway;
  };
  /** A gateway with one connection, and its id. */
  const withConnection = async (fixture: Fixture = {}) => {
    const connected = recorder();
    const gateway = await started({
      ...fixture,
      handlers: { $connect: connected.handler, ...fixture.handlers },
    });
    const socket = await connect(gateway, { headers: { 'User-Agent': 'test-agent' } });
    return { gateway, socket, ConnectionId: connected.events[0]?.requestContext.connectionId ?? '' };
  };
  const post = ({ management }: RunningGateway, ConnectionId: string, data = '{"pushed":true}') =>
    management.send(new PostToConnectionCommand({ ConnectionId, Data: Buffer.from(data) }));

  describe('@connections', () => {
    it('posts a message to a connection', async () => {
      const { gateway, socket, ConnectionId } = await withConnection();
      const { $metadata } = await post(gateway, ConnectionId);
      expect($metadata.httpStatusCode).toBe(200);
      expect(await socket.next()).toEqual({ pushed: true });
    });

    it('tells since when a connection is there, when it was last used, and whose it is', async () => {
      let nowMs = Date.UTC(2026, 0, 1);
      const { gateway, socket, ConnectionId } = await withConnection({
        handlers: { greet: () => ok({}) },
        now: () => nowMs,
      });
      nowMs += 60_000;
      socket.send({ action: 'greet' });
      await socket.next();
      const found = await gateway.management.send(new GetConnectionCommand({ ConnectionId }));
      expect(found).toMatchObject({
        ConnectedAt: new Date(nowMs - 60_000),
        LastActiveAt: new Date(nowMs),
        Identity: { SourceIp: '127.0.0.1', UserAgent: 'test-agent' },
      });
    });

    it('closes a connection with 1000, and its $disconnect says so', async () => {
      const disconnected = recorder();
      const { gateway, socket, ConnectionId } = await withConnection({
        handlers: { $disconnect: disconnected.handler },
      });
      const event = disconnected.next();
      const { $metadata } = await gateway.management.send(new DeleteConnectionCommand({ ConnectionId }));
      expect($metadata.httpStatusCode).toBe(204);
      expect(await socket.closed).toMatchObject({ code: 1000 });
      expect((await event).requestContext).toMatchObject({
        disconnectStatusCode: 1000,
        disconnectReason: 'Connection Closed Normally',
      });
    });

    it('answers GoneException, 410, for a connection that never was', async () => {
      const gateway = await started();
      const gone = { name: 'GoneException', $metadata: { httpStatusCode: 410 } };
      const ConnectionId = 'AAAAAAAAAAAAAAA=';
      await expect(post(gateway, ConnectionId)).rejects.toMatchObject(gone);
      await expect(gateway.management.send(new GetConnectionCommand({ ConnectionId }))).rejects.toMatchObject(
        gone,
      );
      await expect(
        gateway.management.send(new DeleteConnectionCommand({ ConnectionId })),
      ).rejects.toMatchObject(gone);
    });

    it('answers GoneException for a connection that was closed, from the first word of closing on', async () => {
      const { gateway, socket, ConnectionId } = await withConnection();
      await gateway.management.send(new DeleteConnectionCommand({ ConnectionId }));
      await expect(post(gateway, ConnectionId)).rejects.toMatchObject({ name: 'GoneException' });
      await socket.closed;
      await expect(post(gateway, ConnectionId)).rejects.toMatchObject({ name: 'GoneException' });
    });

    it('answers GoneException while $connect runs, and posts as soon as the handshake is done', async () => {
      const outcomes: unknown[] = [];
      const gateway: RunningGateway = await started({
        handlers: {
          async $connect(event: unknown) {
            const { connectionId } = (event as { requestContext: { connectionId: string } }).requestContext;
            outcomes.push(connectionId, await post(gateway, connectionId).catch((error: unknown) => error));
            return ok();
          },
        },
      });
      const socket = await connect(gateway);
      const [connectionId, outcome] = outcomes;
      expect(outcome).toMatchObject({ name: 'GoneException' });
      await post(gateway, String(connectionId));
      expect(await socket.next()).toEqual({ pushed: true });
    });

    it('takes 128 KB, and answers PayloadTooLargeException, 413, for a byte more', async () => {
      const { gateway, socket, ConnectionId } = await withConnection();
      const text = JSON.stringify({ long: 'x'.repeat(128 * 1024 - 11) });
      await post(gateway, ConnectionId, text);
      expect(await socket.next()).toEqual(JSON.parse(text));
      await expect(post(gateway, ConnectionId, `${text} `)).rejects.toMatchObject({
        name: 'PayloadTooLargeException',
        $metadata: { httpStatusCode: 413 },
      });
    });

    it('answers LimitExceededException, 429, beyond the rate', async () => {
      const gateway = await started({ limits: { requests: { perSecond: 1, burst: 0 } }, now: () => 0 });
      await expect(post(gateway, 'AAAAAAAAAAAAAAA=')).rejects.toMatchObject({
        name: 'LimitExceededException',
        $metadata: { httpStatusCode: 429 },
      });
    });

    it('answers LimitExceededException, 429, for a client that does not read, and takes more once it does', async () => {
      const { gateway, socket, ConnectionId } = await withConnection();
      const text = JSON.stringify({ long: 'x'.repeat(100 * 1024) });
      socket.webSocket.pause();
      // What two sockets' buffers hold comes first.
      const posts = async () => {
        for (let count = 0; count < 1_000; count += 1) await post(gateway, ConnectionId, text);
      };
      await expect(posts()).rejects.toMatchObject({ name: 'LimitExceededException' });
      socket.webSocket.resume();
      await expect
        .poll(() =>
          post(gateway, ConnectionId, '{"last":true}').then(
            () => 'taken',
            () => 'refused',
          ),
        )
        .toBe('taken');
      await socket.next(({ last }) => last === true);
    });

    it('answers ForbiddenException, 403, where the call is not signed', async () => {
      const { gateway, ConnectionId } = await withConnection();
      const url = `http://127.0.0.1:${gateway.port}/prod/@connections/${encodeURIComponent(ConnectionId)}`;
      const response = await fetch(url, { method: 'POST', body: 'unsigned' });
      expect(response.status).toBe(403);
      expect(response.headers.get('x-amzn-errortype')).toBe('ForbiddenException');
    });
  });
}
