/** Tokens as Cognito issues them, and tokens with one thing wrong. */
import { randomUUID } from 'node:crypto';
import { SignJWT, type JWTPayload } from 'jose';
import { ALGORITHM, forgeSigningKey, type SigningKey } from './signing-key.ts';

/** Names, not addresses: they stay the same on every port, and so do tokens. */
export const ISSUER = 'https://sign-in.podium.localhost';
export const CLIENT_ID = 'podium-page';
export const SCOPE = 'openid profile';
/** Cognito's default. */
export const ACCESS_TOKEN_SECONDS = 60 * 60;

export const wrongs = ['signature', 'issuer', 'audience', 'expired', 'use'] as const;
export type Wrong = (typeof wrongs)[number];

export interface AccessTokenRequest {
  /** Becomes `sub`: the speaker. */
  readonly name: string;
  readonly expiresInSeconds?: number | undefined;
  readonly wrong?: Wrong | undefined;
  readonly scope?: string;
}

/** @param nowMs epoch milliseconds */
export async function mintAccessToken(
  key: SigningKey,
  { name, expiresInSeconds = ACCESS_TOKEN_SECONDS, wrong, scope = SCOPE }: AccessTokenRequest,
  nowMs: number,
): Promise<string> {
  const issuedAt = Math.floor(nowMs / 1000) - (wrong === 'expired' ? expiresInSeconds + 60 * 60 : 0);
  const claims = {
    sub: name,
    iss: wrong === 'issuer' ? 'https://someone-else.podium.localhost' : ISSUER,
    client_id: wrong === 'audience' ? 'another-page' : CLIENT_ID,
    token_use: wrong === 'use' ? 'id' : 'access',
    // An id token names its client in `aud`; one that is otherwise right must fail for its use alone.
    ...(wrong === 'use' && { aud: CLIENT_ID }),
    scope,
    auth_time: issuedAt,
    iat: issuedAt,
    exp: issuedAt + expiresInSeconds,
    jti: randomUUID(),
    username: name,
  };
  return sign(wrong === 'signature' ? await forgeSigningKey(key.keyId) : key, claims);
}

export async function mintIdToken(
  key: SigningKey,
  { name, nonce, authTime }: { name: string; nonce: string | undefined; authTime: number },
  nowMs: number,
): Promise<string> {
  const issuedAt = Math.floor(nowMs / 1000);
  return sign(key, {
    sub: name,
    iss: ISSUER,
    aud: CLIENT_ID,
    token_use: 'id',
    auth_time: authTime,
    iat: issuedAt,
    exp: issuedAt + ACCESS_TOKEN_SECONDS,
    name,
    'cognito:username': name,
    ...(nonce !== undefined && { nonce }),
  });
}

export const sign = (key: SigningKey, claims: JWTPayload): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: ALGORITHM, kid: key.keyId }).sign(key.privateKey);
