// The authorizer and those who listen: with and without a token, as the stage has it.
import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

const ISSUER = 'https://issuer.example';
const CLIENT_ID = 'the-page';
const ORIGIN = 'https://podium.example';
const EXP = Math.floor(Date.now() / 1000) + 3_600;

type Authorizer = (event: APIGatewayRequestAuthorizerEvent) => Promise<unknown>;
let key: CryptoKey;
let jwk: JWK;
let token: string;
let logged = '';

const sign = (claims: object = {}) =>
  new SignJWT({ iss: ISSUER, sub: 'lena', client_id: CLIENT_ID, token_use: 'access', exp: EXP, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'key-1' })
    .sign(key);

beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  key = pair.privateKey;
  jwk = { ...(await exportJWK(pair.publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' };
  token = await sign();
});
beforeEach(() => {
  logged = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    logged += String(chunk);
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

/** A process of its own, so to say: it reads its environment once. @param listeners undefined: not set */
async function authorizerWhere(listeners: string | undefined): Promise<Authorizer> {
  vi.resetModules();
  vi.stubEnv('ISSUER', ISSUER);
  vi.stubEnv('CLIENT_ID', CLIENT_ID);
  vi.stubEnv('ALLOWED_ORIGINS', ORIGIN);
  vi.stubEnv('JWKS', JSON.stringify({ keys: [jwk] }));
  vi.stubEnv('LISTENERS', listeners);
  return (await import('../../../lambdas/authorizer.ts')).handler;
}

const knock = (handler: Authorizer, subprotocols: readonly string[], origin: string | undefined = ORIGIN) =>
  handler({
    type: 'REQUEST',
    methodArn: 'arn:aws:execute-api:us-east-1:123456789012:api/prod/$connect',
    headers: { 'Sec-WebSocket-Protocol': subprotocols.join(', '), ...(origin !== '' && { Origin: origin }) },
    requestContext: { connectionId: 'connection-1=', requestId: 'gateway-request-1' },
  } as unknown as APIGatewayRequestAuthorizerEvent);

const admitted = (effect: string, context: object) => ({
  principalId: 'listener',
  policyDocument: { Statement: [{ Effect: effect }] },
  context,
});
const LISTEN = 'listen.caring-king-2754';

describe('where anyone listens', () => {
  let handler: Authorizer;
  beforeAll(async () => {
    handler = await authorizerWhere('anyone');
  });

  test('a listener is let in without a token, for the one session, and is nobody’s speaker', async () => {
    const result = await knock(handler, ['podium.v1', LISTEN]);
    expect(result).toMatchObject(admitted('Allow', {}));
    // Exactly: a speakerId here would make a speaker of it.
    expect(result).toHaveProperty('context', { listensTo: 'caring-king-2754' });
    expect(logged).toBe('');
  });

  test('a token beside it makes no speaker of it, and needs not be good', async () => {
    for (const beside of [token, 'nothing'])
      expect(await knock(handler, [`bearer.${beside}`, LISTEN, 'podium.v1'])).toHaveProperty('context', {
        listensTo: 'caring-king-2754',
      });
  });

  test('a speaker needs a token all the same', async () => {
    await expect(knock(handler, ['podium.v1'])).rejects.toThrow(/^Unauthorized$/);
    expect(await knock(handler, ['podium.v1', `bearer.${token}`])).toMatchObject({
      principalId: 'lena',
      context: { speakerId: 'lena', tokenExpiresAt: String(EXP) },
    });
  });

  test.each([
    ['without our subprotocol', [LISTEN]],
    ['for two sessions', ['podium.v1', LISTEN, 'listen.other-1234']],
    ['for no session', ['podium.v1', 'listen.']],
    ['for a name that is too long', ['podium.v1', `listen.${'n'.repeat(65)}`]],
    ['for a name with anything else in it', ['podium.v1', 'listen.a/b']],
    ['in another case', ['podium.v1', 'Listen.caring-king-2754']],
  ])('401 for one %s', async (_name, subprotocols) => {
    await expect(knock(handler, subprotocols)).rejects.toThrow(/^Unauthorized$/);
    expect(JSON.parse(logged)).toMatchObject({ outcome: 'Unauthorized', action: 'authorize' });
  });

  test('a name of 64 characters is not too long', async () => {
    const longest = 'n'.repeat(64);
    expect(await knock(handler, ['podium.v1', `listen.${longest}`])).toHaveProperty('context', {
      listensTo: longest,
    });
  });

  test.each([
    ['another page’s', 'https://evil.example'],
    ['none', ''],
  ])('403 for an origin that is %s', async (_name, origin) => {
    const result = await knock(handler, ['podium.v1', LISTEN], origin);
    expect(result).toMatchObject(admitted('Deny', { listensTo: 'caring-king-2754' }));
    expect(logged).toContain('Forbidden');
  });
});

describe.each([
  ['where listeners sign in', 'signedIn'],
  ['where nobody said who may listen', undefined],
])('%s', (_where, listeners) => {
  let handler: Authorizer;
  beforeAll(async () => {
    handler = await authorizerWhere(listeners);
  });

  test('a listener with a good token is let in until that runs out, and is nobody’s speaker', async () => {
    const result = await knock(handler, ['podium.v1', LISTEN, `bearer.${token}`]);
    expect(result).toMatchObject(admitted('Allow', {}));
    expect(result).toHaveProperty('context', {
      listensTo: 'caring-king-2754',
      tokenExpiresAt: String(EXP),
    });
  });

  test.each<[string, () => Promise<readonly string[]>]>([
    ['no token', async () => []],
    ['two tokens', async () => [token, token]],
    ['one that is no token', async () => ['nothing']],
    ['an expired one', async () => [await sign({ exp: EXP - 7_200 })]],
    ['another client’s', async () => [await sign({ client_id: 'another' })]],
  ])('401 for %s', async (_name, tokens) => {
    const beside = (await tokens()).map((each) => `bearer.${each}`);
    await expect(knock(handler, ['podium.v1', LISTEN, ...beside])).rejects.toThrow(/^Unauthorized$/);
    expect(JSON.parse(logged)).toMatchObject({ outcome: 'Unauthorized' });
  });
});
