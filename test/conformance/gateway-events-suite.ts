/** The events that Lambdas see, field by field. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { allow, connect, ok, recorder, type Fixture, type StartFixture } from './gateway-fixture.ts';

const NOW = Date.UTC(2026, 2, 5, 7, 8, 9, 123);

/** What every event's context has. */
const everyContext = {
  messageDirection: 'IN',
  stage: 'prod',
  connectedAt: NOW,
  requestTimeEpoch: NOW,
  requestTime: '05/Mar/2026:07:08:09 +0000',
  identity: { sourceIp: '127.0.0.1', userAgent: 'test-agent' },
  requestId: expect.any(String) as string,
  extendedRequestId: expect.any(String) as string,
  domainName: expect.any(String) as string,
  apiId: expect.any(String) as string,
  connectionId: expect.stringMatching(/^[\w-]{15}=$/) as string,
};
/** Flat strings, whatever the authorizer gave, and what API Gateway adds. */
const authorizerContext = {
  principalId: 'ada',
  speakerId: 'ada',
  tokenExpiresAt: '7',
  integrationLatency: expect.any(Number) as number,
};

export function describeEvents(start: StartFixture): void {
  const started = async (fixture: Fixture) => {
    const gateway = await start({ now: () => NOW, ...fixture });
    onTestFinished(() => gateway.stop());
    return gateway;
  };
  const headers = { 'User-Agent': 'test-agent', 'X-Twice': 'second' };

  describe('the event of', () => {
    it('the authorizer has the request, and the route that it is asked about', async () => {
      const authorizer = recorder(allow as never);
      const gateway = await started({ authorizer: authorizer.handler });
      await connect(gateway, { headers, origin: 'http://localhost:3000' });
      expect(authorizer.events).toEqual([
        {
          type: 'REQUEST',
          methodArn: expect.stringMatching(
            /^arn:aws:execute-api:[\w-]+:\d{12}:\w+\/prod\/\$connect$/,
          ) as string,
          headers: expect.objectContaining({
            'Sec-WebSocket-Protocol': 'podium.v1, speaker.ada',
            Origin: 'http://localhost:3000',
          }) as object,
          multiValueHeaders: expect.objectContaining({ Origin: ['http://localhost:3000'] }) as object,
          queryStringParameters: {},
          multiValueQueryStringParameters: {},
          stageVariables: {},
          requestContext: { ...everyContext, routeKey: '$connect', eventType: 'CONNECT' },
        },
      ]);
    });

    it('$connect has the handshake, and what the authorizer said', async () => {
      const connected = recorder();
      const gateway = await started({ authorizer: allow, handlers: { $connect: connected.handler } });
      await connect({ ...gateway, url: `${gateway.url}?a=1&a=2&b=` }, { headers });
      const [event] = connected.events;
      expect(event?.headers).toMatchObject({
        Host: `localhost:${gateway.port}`,
        'User-Agent': 'test-agent',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Protocol': 'podium.v1, speaker.ada',
        'X-Forwarded-For': '127.0.0.1',
        'X-Forwarded-Port': String(gateway.port),
        'X-Forwarded-Proto': 'http',
      });
      expect(event?.headers).not.toHaveProperty('Upgrade');
      expect(event?.multiValueHeaders).toMatchObject({ 'X-Twice': ['second'] });
      expect(event).toMatchObject({
        queryStringParameters: { a: '2', b: '' },
        multiValueQueryStringParameters: { a: ['1', '2'], b: [''] },
        isBase64Encoded: false,
      });
      expect(event?.requestContext).toEqual({
        ...everyContext,
        routeKey: '$connect',
        eventType: 'CONNECT',
        authorizer: authorizerContext,
      });
      expect(event).not.toHaveProperty('body');
    });

    it('$connect has no query fields where there is no query', async () => {
      const connected = recorder();
      await connect(await started({ handlers: { $connect: connected.handler } }));
      expect(connected.events[0]).not.toHaveProperty('queryStringParameters');
      expect(connected.events[0]).not.toHaveProperty('multiValueQueryStringParameters');
    });

    it('a message has its text, an id, and no headers', async () => {
      const greeted = recorder(() => ok({ type: 'greeted' }));
      const gateway = await started({ authorizer: allow, handlers: { greet: greeted.handler } });
      const socket = await connect(gateway, { headers });
      const body = '{ "action":"greet", "name":"Ada Løvelace" }';
      socket.send(body);
      socket.send(body);
      await socket.next();
      await socket.next();
      const message = {
        requestContext: {
          ...everyContext,
          routeKey: 'greet',
          eventType: 'MESSAGE',
          messageId: expect.any(String) as string,
          authorizer: authorizerContext,
        },
        body,
        isBase64Encoded: false,
      };
      expect(greeted.events).toEqual([message, message]);
      const ids = greeted.events.flatMap(({ requestContext }) => [
        requestContext['messageId'],
        requestContext['requestId'],
      ]);
      expect(new Set(ids).size).toBe(4);
    });

    it.each<[string, { code?: number; reason?: string }, object]>([
      [
        'a code and a reason',
        { code: 4001, reason: 'enough' },
        { disconnectStatusCode: 4001, disconnectReason: 'enough' },
      ],
      ['a code alone', { code: 1000 }, { disconnectStatusCode: 1000, disconnectReason: '' }],
      [
        'nothing',
        {},
        {
          disconnectStatusCode: 1005,
          disconnectReason: 'Client-side close frame status not set',
        },
      ],
    ])('$disconnect tells how a client that says %s left', async (_what, close, told) => {
      const disconnected = recorder();
      const gateway = await started({ authorizer: allow, handlers: { $disconnect: disconnected.handler } });
      const socket = await connect(gateway, { headers });
      const event = disconnected.next();
      socket.close(close.code, close.reason);
      expect(await event).toEqual({
        headers: {
          Host: `localhost:${gateway.port}`,
          'x-api-key': '',
          'X-Forwarded-For': '127.0.0.1',
          'x-restapi': '',
        },
        multiValueHeaders: expect.objectContaining({ 'x-restapi': [''] }) as object,
        requestContext: {
          ...everyContext,
          routeKey: '$disconnect',
          eventType: 'DISCONNECT',
          authorizer: authorizerContext,
          ...told,
        },
        isBase64Encoded: false,
      });
    });

    it('$disconnect has 1006 where the connection was cut', async () => {
      const disconnected = recorder();
      const socket = await connect(await started({ handlers: { $disconnect: disconnected.handler } }));
      const event = disconnected.next();
      socket.terminate();
      expect((await event).requestContext).toMatchObject({ disconnectStatusCode: 1006 });
    });
  });
}
