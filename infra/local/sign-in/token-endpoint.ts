/** The token endpoint: a code or a refresh token in, tokens out (RFC 6749, sections 4.1.3 and 6; RFC 7636). */
import { createHash } from 'node:crypto';
import type { Grants, RefreshGrant } from './grants.ts';
import type { SigningKey } from './signing-key.ts';
import { ACCESS_TOKEN_SECONDS, CLIENT_ID, mintAccessToken, mintIdToken } from './tokens.ts';

export interface TokenAnswer {
  readonly status: 200 | 400;
  readonly body: Readonly<Record<string, string | number>>;
}

/** @param now epoch milliseconds */
export async function answerTokenRequest(
  form: URLSearchParams,
  { key, grants, now }: { key: SigningKey; grants: Grants; now: () => number },
): Promise<TokenAnswer> {
  if (form.get('client_id') !== CLIENT_ID) return refusal('invalid_client');
  const grantType = form.get('grant_type');
  if (grantType === 'authorization_code') {
    const code = await grants.readCode(form.get('code') ?? '');
    if (
      code === undefined ||
      code.redirectUri !== form.get('redirect_uri') ||
      code.codeChallenge !== s256(form.get('code_verifier') ?? '')
    )
      return refusal('invalid_grant');
    const { sub, scope, nonce } = code;
    const authTime = Math.floor(now() / 1000);
    return success({
      ...(await accessAndId({ sub, scope, authTime }, nonce)),
      refresh_token: await grants.issueRefreshToken({ sub, scope, authTime }),
    });
  }
  if (grantType === 'refresh_token') {
    const refresh = await grants.readRefreshToken(form.get('refresh_token') ?? '');
    if (refresh === undefined) return refusal('invalid_grant');
    return success(await accessAndId(refresh, undefined));
  }
  return refusal('unsupported_grant_type');

  async function accessAndId({ sub: name, scope, authTime }: RefreshGrant, nonce: string | undefined) {
    return {
      access_token: await mintAccessToken(key, { name, scope }, now()),
      id_token: await mintIdToken(key, { name, nonce, authTime }, now()),
      token_type: 'Bearer',
      expires_in: ACCESS_TOKEN_SECONDS,
      scope,
    };
  }
}

const success = (body: TokenAnswer['body']): TokenAnswer => ({ status: 200, body });
const refusal = (error: string): TokenAnswer => ({ status: 400, body: { error } });
const s256 = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');
