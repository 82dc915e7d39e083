/**
 * Codes and refresh tokens: signed, not stored, so that a restart of the stack signs nobody out. (A code can
 * therefore be used twice within its minute, and a refresh token that was taken back is good again after a restart; this is a
 * development sign-in that asks for no password either.)
 */
import { randomUUID } from 'node:crypto';
import { jwtVerify, createLocalJWKSet, type JWTPayload } from 'jose';
import * as v from 'valibot';
import type { SigningKey } from './signing-key.ts';
import { ALGORITHM } from './signing-key.ts';
import { ISSUER, sign } from './tokens.ts';

const CODE_SECONDS = 60;
/** Cognito's default. */
const REFRESH_SECONDS = 30 * 24 * 60 * 60;

const codeSchema = v.object({
  sub: v.string(),
  redirectUri: v.string(),
  codeChallenge: v.string(),
  scope: v.string(),
  nonce: v.optional(v.string()),
});
const refreshSchema = v.object({
  sub: v.string(),
  scope: v.string(),
  /** Epoch seconds at which a person signed in: a refresh keeps it (OpenID Connect Core 1.0, section 12.2). */
  authTime: v.number(),
});
const namedSchema = v.object({ ...refreshSchema.entries, jti: v.string() });

export type CodeGrant = v.InferOutput<typeof codeSchema>;
export type RefreshGrant = v.InferOutput<typeof refreshSchema>;

export interface Grants {
  issueCode(grant: CodeGrant): Promise<string>;
  issueRefreshToken(grant: RefreshGrant): Promise<string>;
  /** @returns undefined where it is not one of ours, not a code, or too old */
  readCode(code: string): Promise<CodeGrant | undefined>;
  readRefreshToken(token: string): Promise<RefreshGrant | undefined>;
  /** A refresh token is one no more; whatever else it is, nothing happens. */
  revoke(token: string): Promise<void>;
}

/** @param now epoch milliseconds */
export function createGrants(key: SigningKey, now: () => number): Grants {
  const keys = createLocalJWKSet({ keys: [key.publicJwk] });
  /** By their names. */
  const revoked = new Set<string>();
  // An audience of its own for each kind: a code is no refresh token, and neither is an access token.
  const issue = (kind: string, claims: JWTPayload, seconds: number) => {
    const issuedAt = Math.floor(now() / 1000);
    return sign(key, {
      ...claims,
      iss: ISSUER,
      aud: `${ISSUER}/${kind}`,
      iat: issuedAt,
      exp: issuedAt + seconds,
    });
  };
  const read = async <Schema extends v.GenericSchema>(kind: string, schema: Schema, token: string) => {
    const expected = { issuer: ISSUER, audience: `${ISSUER}/${kind}`, algorithms: [ALGORITHM] };
    const verified = await jwtVerify(token, keys, { ...expected, currentDate: new Date(now()) }).catch(
      () => undefined,
    );
    const parsed = v.safeParse(schema, verified?.payload);
    return parsed.success ? parsed.output : undefined;
  };
  const refreshTokenOf = (token: string) => read('refresh', namedSchema, token);
  return {
    issueCode: (grant) => issue('code', grant, CODE_SECONDS),
    issueRefreshToken: (grant) => issue('refresh', { ...grant, jti: randomUUID() }, REFRESH_SECONDS),
    readCode: (code) => read('code', codeSchema, code),
    async readRefreshToken(token) {
      const named = await refreshTokenOf(token);
      return named === undefined || revoked.has(named.jti) ? undefined : named;
    },
    async revoke(token) {
      const named = await refreshTokenOf(token);
      if (named !== undefined) revoked.add(named.jti);
    },
  };
}
