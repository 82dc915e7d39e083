// The authorizer of a stage that brings its own issuer: the audience decides, as RFC 9068 has it.
import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

// Auth0's ends in a slash, and so does its `iss`.
const ISSUER = 'https://login.example/';
const CLIENT_ID = 'the-page';
const AUDIENCE = 'https://podium.example';

let key: CryptoKey;
type Handler = (event: APIGatewayRequestAuthorizerEvent) => Promise<unknown>;

beforeEach(async () => {
  const pair = await generateKeyPair('RS256');
  key = pair.privateKey;
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' };
  vi.resetModules();
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.stubEnv('CLIENT_ID', undefined);
  vi.stubEnv('ISSUER', ISSUER);
  vi.stubEnv('AUDIENCE', AUDIENCE);
  vi.stubEnv('JWKS_URI', 'https://login.example/keys');
  vi.stubEnv('JWKS', JSON.stringify({ keys: [jwk] }));
  vi.stubEnv('ALLOWED_ORIGINS', 'https://live.example');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const load = async () => ((await import('../../../lambdas/authorizer.ts')) as { handler: Handler }).handler;
const claims = (changes: Record<string, unknown> = {}): JWTPayload => {
  const iat = Math.floor(Date.now() / 1000);
  return { iss: ISSUER, sub: 'anna', aud: AUDIENCE, azp: CLIENT_ID, iat, exp: iat + 3_600, ...changes };
};
const knockWith = async (payload: JWTPayload) => {
  const token = await new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'key-1' }).sign(key);
  const handler = await load();
  return handler({
    methodArn: 'arn:aws:execute-api:us-east-1:123456789012:api/prod/$connect',
    headers: { 'Sec-WebSocket-Protocol': `podium.v1, bearer.${token}`, Origin: 'https://live.example' },
    requestContext: { connectionId: 'connection-1=', requestId: 'gateway-request-1' },
  } as unknown as APIGatewayRequestAuthorizerEvent);
};

describe('a token of the issuer that the stage has brought', () => {
  test.each([
    ['for this audience', AUDIENCE],
    ['for this audience among others', ['https://login.example/userinfo', AUDIENCE]],
  ])('is let in when it is %s', async (_name, aud) => {
    await expect(knockWith(claims({ aud }))).resolves.toMatchObject({ principalId: 'anna' });
  });

  test.each([
    ['is an ID token, made out to the page', { aud: CLIENT_ID }],
    ['is an ID token of a client that is called like the audience', { nonce: 'n-0S6_WzA2Mj' }],
    ['is an ID token with the hash of its access token', { at_hash: 'MTIzNDU2Nzg5MDEyMzQ1Ng' }],
    ['is an ID token that says so', { typ: 'ID' }],
    ['is for another audience', { aud: `${AUDIENCE}.evil` }],
    ['names no audience', { aud: undefined }],
    ['comes from another issuer', { iss: 'https://other.example/' }],
    ['comes from an issuer that is spelt in another way', { iss: 'https://login.example' }],
    ['has run out', { exp: 1_000 }],
    ['has no subject', { sub: undefined }],
  ])('is refused when it %s', async (_name, changes) => {
    await expect(knockWith(claims(changes))).rejects.toThrow('Unauthorized');
  });
});

describe('an environment that leaves open whose tokens are good', () => {
  test.each([
    ['AUDIENCE', '', 'AUDIENCE is not set'],
    ['JWKS_URI', undefined, 'JWKS_URI is not set'],
    ['AUDIENCE', undefined, 'CLIENT_ID is not set'],
    ['ISSUER', undefined, 'ISSUER is not set'],
  ])('stops the start: %s is %j', async (name, value, sentence) => {
    vi.stubEnv(name, value);
    await expect(load()).rejects.toThrow(sentence);
  });
});
