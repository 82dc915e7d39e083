/** The local sign-in: a small OpenID Connect provider below the site's own origin, at `/sign-in/`. */
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { isWithin, readAuthorizationRequest, withParameters } from './authorization-request.ts';
import { createGrants } from './grants.ts';
import { problemPage, signInPage, stylesheet } from './page.ts';
import { ALGORITHM, type SigningKey } from './signing-key.ts';
import { speakerName } from './speaker-name.ts';
import { answerTokenRequest } from './token-endpoint.ts';
import { CLIENT_ID, ISSUER } from './tokens.ts';

export const SIGN_IN_PATH = '/sign-in';
export const DISCOVERY_PATH = `${SIGN_IN_PATH}/.well-known/openid-configuration`;

const LONGEST_FORM_BYTES = 64 * 1024;

export interface SignInAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
}

/** Answers a request below its path. */
export type SignIn = (request: IncomingMessage, url: URL) => Promise<SignInAnswer>;

/**
 * @param siteOrigin where its endpoints are, and the only origin that people are sent back to
 * @param now epoch milliseconds
 */
export function createSignIn(key: SigningKey, siteOrigin: string, now: () => number): SignIn {
  const grants = createGrants(key, now);
  const at = (path: string) => `${siteOrigin}${SIGN_IN_PATH}/${path}`;
  const discovery = {
    issuer: ISSUER,
    authorization_endpoint: at('authorize'),
    token_endpoint: at('token'),
    revocation_endpoint: at('revoke'),
    end_session_endpoint: at('logout'),
    jwks_uri: at('jwks.json'),
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [ALGORITHM],
    scopes_supported: ['openid', 'profile'],
    token_endpoint_auth_methods_supported: ['none'],
    code_challenge_methods_supported: ['S256'],
  };

  const authorize = async (parameters: URLSearchParams): Promise<SignInAnswer> => {
    const asked = readAuthorizationRequest(parameters, siteOrigin);
    if (asked.kind === 'untrusted') return html(400, problemPage(asked.problem));
    if (asked.kind === 'refused') return redirect(asked.location);
    const name = parameters.get('name');
    if (name === null) return html(200, signInPage(parameters));
    const speaker = speakerName(name);
    if ('problem' in speaker) return html(400, signInPage(parameters, speaker.problem));
    const { redirectUri, codeChallenge, scope, nonce, state } = asked;
    const code = await grants.issueCode({
      sub: speaker.name,
      redirectUri,
      codeChallenge,
      scope,
      ...(nonce !== undefined && { nonce }),
    });
    return redirect(withParameters(redirectUri, { code, state }));
  };

  /** Takes Cognito's parameters (`logout_uri`) and OpenID Connect's (`post_logout_redirect_uri`). */
  const logout = (parameters: URLSearchParams): SignInAnswer => {
    const target = parameters.get('logout_uri') ?? parameters.get('post_logout_redirect_uri') ?? siteOrigin;
    const client = parameters.get('client_id') ?? CLIENT_ID;
    if (client !== CLIENT_ID || !isWithin(siteOrigin, target))
      return html(400, problemPage(`The address to return to must be a page of ${siteOrigin}.`));
    const state = parameters.get('state') ?? undefined;
    return redirect(withParameters(target, { state }));
  };

  /** RFC 7009: whatever the token was, it is good for nothing now. */
  const revoke = async (form: URLSearchParams): Promise<SignInAnswer> => {
    if (form.get('client_id') !== CLIENT_ID) return json(400, { error: 'invalid_client' });
    await grants.revoke(form.get('token') ?? '');
    return answer(200, {});
  };

  return async (request, url) => {
    const endpoint = `${request.method ?? ''} ${url.pathname.slice(SIGN_IN_PATH.length + 1)}`;
    switch (endpoint) {
      case 'GET .well-known/openid-configuration':
        return json(200, discovery);
      case 'GET jwks.json':
        return json(200, { keys: [key.publicJwk] });
      case 'GET style.css':
        return answer(200, { 'content-type': 'text/css; charset=utf-8' }, stylesheet);
      case 'GET authorize':
        // A name in the address is not a sign-in: that is what the form's button is for.
        url.searchParams.delete('name');
        return authorize(url.searchParams);
      case 'POST authorize':
        return authorize(await formOf(request));
      case 'POST token': {
        const { status, body } = await answerTokenRequest(await formOf(request), { key, grants, now });
        return json(status, body);
      }
      case 'POST revoke':
        return revoke(await formOf(request));
      case 'GET logout':
        return logout(url.searchParams);
      default:
        return html(404, problemPage('There is no such page here.'));
    }
  };
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  if (Number(request.headers['content-length'] ?? 0) > LONGEST_FORM_BYTES) return new URLSearchParams();
  return new URLSearchParams(await text(request));
}

const answer = (status: number, headers: OutgoingHttpHeaders, body = ''): SignInAnswer => ({
  status,
  headers: { ...headers, 'cache-control': 'no-store' },
  body,
});
const html = (status: number, body: string) =>
  answer(status, { 'content-type': 'text/html; charset=utf-8' }, body);
const json = (status: number, body: object) =>
  answer(status, { 'content-type': 'application/json' }, JSON.stringify(body));
// 303: what follows a form is fetched, not posted again.
const redirect = (location: string) => answer(303, { location });
