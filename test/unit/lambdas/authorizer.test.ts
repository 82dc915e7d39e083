// The authorizer with really signed tokens: what it lets in, and everything that it does not.
import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

const ISSUER = 'https://issuer.example';
const CLIENT_ID = 'the-page';
const ORIGIN = 'https://podium.example';

let key: CryptoKey;
let otherKey: CryptoKey;
let handler: (event: APIGatewayRequestAuthorizerEvent) => Promise<unknown>;
let logged = '';

beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  key = pair.privateKey;
  otherKey = (await generateKeyPair('RS256')).privateKey;
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' };
  vi.stubEnv('ISSUER', ISSUER);
  vi.stubEnv('CLIENT_ID', CLIENT_ID);
  vi.stubEnv('ALLOWED_ORIGINS', `${ORIGIN},https://second.example`);
  vi.stubEnv('JWKS', JSON.stringify({ keys: [jwk] }));
  ({ handler } = await import('../../../lambdas/authorizer.ts'));
});
beforeEach(() => {
  logged = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    logged += String(chunk);
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

const nowSeconds = () => Math.floor(Date.now() / 1000);
const claims = (): JWTPayload => ({
  iss: ISSUER,
  sub: 'anna',
  client_id: CLIENT_ID,
  token_use: 'access',
  iat: nowSeconds(),
  exp: nowSeconds() + 3_600,
});
const without = (name: string): JWTPayload =>
  Object.fromEntries(Object.entries(claims()).filter(([claim]) => claim !== name));
const sign = (payload: JWTPayload, header = { alg: 'RS256', kid: 'key-1' }, by = key) =>
  new SignJWT(payload).setProtectedHeader(header).sign(by);

/** `undefined` and null leave the header out. */
const knock = (
  subprotocols: string | undefined,
  origin: string | null = ORIGIN,
  names = HEADERS,
  query?: Record<string, string>,
) =>
  handler({
    type: 'REQUEST',
    queryStringParameters: query,
    methodArn: 'arn:aws:execute-api:us-east-1:123456789012:api/prod/$connect',
    headers: {
      ...(subprotocols === undefined ? {} : { [names.subprotocol]: subprotocols }),
      ...(origin === null ? {} : { [names.origin]: origin }),
    },
    requestContext: { connectionId: 'connection-1=', requestId: 'gateway-request-1' },
  } as unknown as APIGatewayRequestAuthorizerEvent);
const HEADERS = { subprotocol: 'Sec-WebSocket-Protocol', origin: 'Origin' };

const effectOf = (result: unknown) =>
  (result as { policyDocument: { Statement: { Effect: string }[] } }).policyDocument.Statement[0]?.Effect;

describe('a good token from our page', () => {
  test('is let in, with the speaker and the token’s end as flat strings', async () => {
    const payload = claims();
    const result = await knock(`podium.v1, bearer.${await sign(payload)}`);
    expect(result).toMatchObject({
      principalId: 'anna',
      context: { speakerId: 'anna', tokenExpiresAt: String(payload.exp) },
    });
    expect(effectOf(result)).toBe('Allow');
    expect(logged).toBe('');
  });

  test('is let in whichever case the headers came in and however the list is spaced', async () => {
    const token = await sign(claims());
    const lower = { subprotocol: 'sec-websocket-protocol', origin: 'origin' };
    expect(effectOf(await knock(`bearer.${token},podium.v1`, 'https://second.example', lower))).toBe('Allow');
  });
});

describe('401', () => {
  const bad: [string, () => Promise<string>][] = [
    ['signed by another key', () => sign(claims(), undefined, otherKey)],
    ['of an unknown key id', () => sign(claims(), { alg: 'RS256', kid: 'key-2' })],
    ['of another issuer', () => sign({ ...claims(), iss: `${ISSUER}/` })],
    ['of another client', () => sign({ ...claims(), client_id: 'another' })],
    ['that is an id token', () => sign({ ...claims(), token_use: 'id', aud: CLIENT_ID })],
    ['without a use', () => sign(without('token_use'))],
    ['that has expired', () => sign({ ...claims(), exp: nowSeconds() - 1 })],
    ['that is not yet valid', () => sign({ ...claims(), nbf: nowSeconds() + 600 })],
    ['without an end', () => sign(without('exp'))],
    ['without a subject', () => sign(without('sub'))],
    ['with an empty subject', () => sign({ ...claims(), sub: '' })],
    ['with a subject too long for the item', () => sign({ ...claims(), sub: 's'.repeat(256) })],
    ['over 8 KB', () => sign({ ...claims(), padding: 'p'.repeat(8 * 1024) })],
    ['without a signature', async () => (await sign(claims())).replace(/[^.]*$/, '')],
    ['of algorithm none', async () => unsigned({ alg: 'none' })],
    ['signed with our public key as a shared secret', async () => unsigned({ alg: 'HS256', kid: 'key-1' })],
    ['that is no token', async () => 'hello'],
  ];
  const unsigned = (header: object) =>
    `${[header, claims()].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.c2ln`;

  test.each(bad)('a token %s', async (_name, make) => {
    const token = await make();
    await expect(knock(`podium.v1, bearer.${token}`)).rejects.toThrow(/^Unauthorized$/);
    expect(JSON.parse(logged)).toMatchObject({ outcome: 'Unauthorized', connectionId: 'connection-1=' });
    expect(logged).not.toContain(token);
    expect(logged).not.toContain('anna');
  });

  test.each([
    ['no subprotocol at all', () => undefined],
    ['no token', () => 'podium.v1'],
    ['a token without our subprotocol', (token: string) => `bearer.${token}`],
    ['our subprotocol in another version', (token: string) => `podium.v2, bearer.${token}`],
    ['our subprotocol in another case', (token: string) => `Podium.v1, bearer.${token}`],
    ['two tokens', (token: string) => `podium.v1, bearer.${token}, bearer.${token}`],
  ])('%s', async (_name, subprotocols) => {
    await expect(knock(subprotocols(await sign(claims())))).rejects.toThrow(/^Unauthorized$/);
  });
});

test('a token in the query string is refused, even beside one in its place', async () => {
  const good = `podium.v1, bearer.${await sign(claims())}`;
  await expect(knock(good, ORIGIN, HEADERS, { token: 'anything' })).rejects.toThrow(/^Unauthorized$/);
});

describe('403', () => {
  test.each([
    ['none', ''],
    ['null', 'null'],
    ['a suffix', `${ORIGIN}.evil.example`],
    ['a prefix', `https://evil-podium.example`],
    ['another port', `${ORIGIN}:8443`],
    ['another scheme', ORIGIN.replace('https', 'http')],
    ['another case', ORIGIN.toUpperCase()],
    ['a trailing slash', `${ORIGIN}/`],
    ['a subdomain', ORIGIN.replace('https://', 'https://www.')],
    ['the whole list', `${ORIGIN},https://second.example`],
  ])('an origin that is %s', async (_name, origin) => {
    const knocking = knock(`podium.v1, bearer.${await sign(claims())}`, origin === '' ? null : origin);
    expect(effectOf(await knocking)).toBe('Deny');
    expect(logged).toContain('Forbidden');
  });
});
