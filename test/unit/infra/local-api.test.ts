/** The local API answers whoever sits at this machine, and no web page but the site's own. */
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFaultInjector } from '../../../infra/local/gateway/faults.ts';
import { createLocalApi } from '../../../infra/local/local-api.ts';
import { portOf } from '../../../infra/local/ports.ts';

const siteOrigin = 'http://localhost:3000';
const faults = createFaultInjector();
const server = createServer();
let port: number;

beforeAll(async () => {
  const answer = createLocalApi({
    database: {
      failNext: () => undefined,
      failing: () => ({ count: 0, applied: false }),
      items: async () => [{ pk: 'a' }],
    },
    faults,
    connections: () => ({ list: () => [], find: () => undefined }),
    siteOrigin,
    outputs: { TableName: 'podium' },
  });
  server.on('request', answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = portOf(server);
});
afterAll(() => void server.close());

// Not fetch: it lets nobody choose a Host.
async function ask(
  headers: Record<string, string>,
  { method = 'GET', path = '/_local/items', body = '' } = {},
) {
  const asked = httpRequest({ port, host: '127.0.0.1', path, method, headers, agent: false }).end(body);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: response.statusCode, body: await json(response) };
}

describe('the local API', () => {
  it.each([
    {},
    { Origin: siteOrigin },
    { Host: 'localhost:3001' },
    { Host: 'LOCALHOST' },
    { Host: '127.0.0.1' },
    { Host: '[::1]:80', Origin: siteOrigin },
  ])('answers where the headers are %j', async (headers) => {
    expect(await ask(headers)).toEqual({ status: 200, body: [{ pk: 'a' }] });
  });

  it.each([
    'http://evil.example',
    'null',
    '',
    'https://localhost:3000',
    'http://localhost:3001',
    'http://localhost',
    'http://localhost:3000.evil.example',
    'HTTP://LOCALHOST:3000',
  ])('answers no page of the origin "%s"', async (Origin) => {
    expect(await ask({ Origin })).toEqual({
      status: 403,
      body: { message: `Pages of ${siteOrigin} alone may ask: send no Origin, or that one.` },
    });
  });

  it.each([
    'evil.example',
    'localhost.evil.example:3001',
    '127.0.0.1.evil.example',
    '127.0.0.2',
    '[::1',
    'x@localhost',
  ])('answers no request to the host "%s", whose name a page may have pointed here', async (Host) => {
    expect(await ask({ Host })).toEqual({
      status: 403,
      body: { message: 'Ask by the name localhost, 127.0.0.1 or [::1].' },
    });
  });

  it('sets no fault that it refuses', async () => {
    const post = { method: 'POST', path: '/_local/faults', body: '{"loseDisconnect":true}' };
    expect(await ask({ Origin: 'http://evil.example' }, post)).toMatchObject({ status: 403 });
    expect(faults.settings()).toEqual({});
    expect(await ask({}, post)).toMatchObject({ status: 200 });
    expect(faults.settings()).toEqual({ loseDisconnect: true });
  });
});
