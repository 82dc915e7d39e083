/** `$connect` handshakes with every kind of defect, alone and together: refused with the right status, or let in when good. */
import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StageUnderTest } from './gateway-suite.ts';

interface Piece {
  readonly value: string;
  readonly good: boolean;
}

interface Handshake {
  readonly path: Piece;
  readonly query: Piece;
  /** Undefined: no such header. */
  readonly origin: Piece | undefined;
  readonly subprotocols: readonly Piece[];
  readonly separator: string;
  /** Headers that must make no difference. */
  readonly others: Readonly<Record<string, string>>;
}

const THROTTLED = 429;
const SWITCHING = 101;

/** @param count how many handshakes; a deployed stage shares its quota with others */
export function describeGeneratedHandshakes(
  name: string,
  start: () => Promise<StageUnderTest>,
  count: number,
): void {
  describe(`generated handshakes with the stage ${name}`, () => {
    let stage: StageUnderTest;
    let token: string;
    let wrong: readonly string[];
    /** Each stage has its own rule; what is held here is that it keeps to it. */
    let anyoneListens: boolean;
    beforeAll(async () => {
      stage = await start();
      token = await stage.token();
      wrong = Object.values(await stage.wrongTokens());
      anyoneListens = (await send(stage.url, listening(stage.origin))).status === SWITCHING;
    });
    afterAll(() => stage.stop());

    it(`${count} of them are refused with the right status, or let in exactly when good`, async () => {
      const seen = new Map<number, number>();
      await fc.assert(
        fc.asyncProperty(handshakes(stage.origin, token, wrong), async (handshake) => {
          const expected = statusOf(handshake, anyoneListens);
          const answer = await send(stage.url, handshake);
          expect(answer.status).toBe(expected);
          expect(answer.subprotocol).toBe(expected === SWITCHING ? 'podium.v1' : undefined);
          expect(answer.body).not.toContain(token);
          seen.set(expected, (seen.get(expected) ?? 0) + 1);
        }),
        { numRuns: count },
      );
      // Each verdict was reached often enough to mean something.
      for (const status of [SWITCHING, 401, 403])
        expect(seen.get(status), String(status)).toBeGreaterThan(count / 25);
    });
  });
}

/** What the contract says, from what the pieces are known to be; the order in which a stage looks at them. */
function statusOf({ path, query, origin, subprotocols }: Handshake, anyoneListens: boolean): number {
  if (!path.good) return 403;
  const tokens = subprotocols.filter(({ value }) => value.startsWith('bearer.'));
  const named = subprotocols.some(({ value }) => value === 'podium.v1');
  const sessions = subprotocols.filter(({ value }) => value.startsWith('listen.'));
  const listens = sessions.length === 1 && sessions[0]?.good === true;
  const signedIn = tokens.length === 1 && tokens[0]?.good === true;
  const admitted = sessions.length === 0 ? signedIn : listens && (anyoneListens || signedIn);
  if (!query.good || !named || !admitted) return 401;
  return origin?.good ? SWITCHING : 403;
}

const listening = (origin: string): Handshake => ({
  path: good('/prod'),
  query: good(''),
  origin: good(origin),
  subprotocols: ['podium.v1', 'listen.x'].map(good),
  separator: ', ',
  others: {},
});

const good = (value: string): Piece => ({ value, good: true });
const bad = (value: string): Piece => ({ value, good: false });
/** Mostly good, so that defects also come alone and good handshakes come at all. */
const mostly = <T>(usual: fc.Arbitrary<T>, defect: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: defect });

function handshakes(origin: string, token: string, wrong: readonly string[]): fc.Arbitrary<Handshake> {
  const tokens = mostly(fc.constant(good(token)), wrongToken(token, wrong).map(bad)).map((piece) => ({
    ...piece,
    value: `bearer.${piece.value}`,
  }));
  const strangers = fc.constantFrom(
    'chat',
    'podium.v2',
    'PODIUM.V1',
    'podium.v1.1',
    'bearer',
    'BEARER.x',
    'listen',
  );
  const sessions = mostly(
    fc.constantFrom('listen.x', 'listen.caring-king-2754', `listen.${'x'.repeat(64)}`).map(good),
    fc.constantFrom('listen.', 'listen.a.b', 'listen.*', `listen.${'x'.repeat(65)}`).map(bad),
  );
  return fc.record({
    path: mostly(
      fc.constant(good('/prod')),
      fc.constantFrom('/', '/dev', '/Prod', '/prod/more', '/%70rod', '//prod', '/prod/../prod/x').map(bad),
    ),
    query: mostly(
      fc.constantFrom('', '?').map(good),
      fc.constantFrom('?x=1', `?token=${token}`, `?access_token=${token}`, '?=', '?%', '?a&b').map(bad),
    ),
    origin: mostly<Piece | undefined>(
      fc.constant(good(origin)),
      fc.oneof(fc.constant(undefined), wrongOrigin(origin).map(bad)),
    ),
    subprotocols: fc
      .tuple(
        mostly<readonly string[]>(
          fc.constant(['podium.v1']),
          fc.constantFrom([], ['podium.v1', 'podium.v1']),
        ),
        mostly(
          tokens.map((one) => [one]),
          fc.array(tokens, { maxLength: 3 }),
        ),
        fc.array(strangers, { maxLength: 2 }),
        mostly(fc.constant<Piece[]>([]), fc.array(sessions, { minLength: 1, maxLength: 2 })),
      )
      .chain(([names, some, more, followed]) => {
        const all = [...names.map(good), ...some, ...more.map(good), ...followed];
        return fc.shuffledSubarray(all, { minLength: all.length });
      }),
    separator: fc.constantFrom(', ', ',', ' ,  '),
    others: fc.record(
      {
        Authorization: fc.constant(`Bearer ${token}`),
        Cookie: fc.constant(`token=${token}`),
        'Sec-WebSocket-Extensions': fc.constantFrom('permessage-deflate', 'no-such-extension; x=1'),
        'X-Speaker-Id': fc.constant('somebody-else'),
        'X-Forwarded-Host': fc.constant('evil.example'),
      },
      { requiredKeys: [] },
    ),
  });
}

function wrongOrigin(origin: string): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(
      'null',
      '',
      '*',
      `${origin}/`,
      `${origin}.evil.example`,
      `${origin}@evil.example`,
      `${origin} https://evil.example`,
      origin.toUpperCase(),
      origin.replace('//', '//evil-'),
      origin.replace(/^http/, 'httpx'),
      origin.slice(0, -1),
      `${origin}1`,
    ),
    fc.webUrl().filter((url) => url !== origin),
  );
}

/** Damaged, forged, of another form or none: never a token that was issued as it stands. */
function wrongToken(token: string, wrong: readonly string[]): fc.Arbitrary<string> {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const forged = (alg: string, sign: (input: string) => string) => {
    const input = `${encoded({ ...(JSON.parse(decoded(header)) as object), alg })}.${payload}`;
    return `${input}.${sign(input)}`;
  };
  // The last character of the signature has bits that mean nothing: two texts may be one signature.
  const places = fc.integer({ min: 0, max: token.length - 3 }).filter((at) => token[at] !== '.');
  return fc.oneof(
    fc.constantFrom(...wrong),
    places.map((at) => token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)),
    places.map((at) => token.slice(0, at)),
    fc.constantFrom(
      forged('none', () => ''),
      forged('none', () => signature),
      forged('HS256', (input) => createHmac('sha256', header).update(input).digest('base64url')),
      `${header}.${encoded({ ...(JSON.parse(decoded(payload)) as object), sub: 'somebody-else' })}.${signature}`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `.${payload}.${signature}`,
      `${token}.${signature}`,
      `${payload}.${header}.${signature}`,
      `bearer.${token}`,
      encodeURIComponent(`"${token}"`),
      token.toLowerCase(),
      `${token}${'A'.repeat(5_000)}`,
      'undefined',
      '..',
      '',
    ),
    fc.stringMatching(/^[A-Za-z0-9._~+/=-]{0,80}$/),
  );
}

const decoded = (part: string) => Buffer.from(part, 'base64url').toString('utf8');

async function send(url: string, handshake: Handshake) {
  const { protocol, host } = new URL(url);
  const { path, query, origin, subprotocols, separator, others } = handshake;
  const request = protocol === 'wss:' ? httpsRequest : httpRequest;
  const target = `${protocol === 'wss:' ? 'https' : 'http'}://${host}`;
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...(subprotocols.length > 0 && {
      'Sec-WebSocket-Protocol': subprotocols.map(({ value }) => value).join(separator),
    }),
    ...(origin !== undefined && { Origin: origin.value }),
    ...others,
  };
  for (;;) {
    const sent = request(target, { path: path.value + query.value, headers, agent: false });
    sent.end();
    const answer = await Promise.race([once(sent, 'response'), once(sent, 'upgrade')]);
    const [response, socket] = answer as [IncomingMessage, Duplex | undefined];
    socket?.destroy();
    const status = response.statusCode ?? 0;
    const body = socket === undefined ? await text(response) : '';
    if (status !== THROTTLED)
      return { status, body, subprotocol: response.headers['sec-websocket-protocol'] };
    // The quota of new connections is for all: a stage that has had enough is asked again.
    await delay(100);
  }
}
