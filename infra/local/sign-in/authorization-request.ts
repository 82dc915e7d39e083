/** An authorization request of OpenID Connect: who asks, where the answer goes, and whether it is one we answer. */
import { CLIENT_ID } from './tokens.ts';

export type AuthorizationRequest =
  | {
      readonly kind: 'valid';
      readonly redirectUri: string;
      readonly codeChallenge: string;
      readonly scope: string;
      readonly nonce: string | undefined;
      readonly state: string | undefined;
    }
  /** Nothing may be sent to the address that it names (RFC 6749, section 4.1.2.1): a person is told. */
  | { readonly kind: 'untrusted'; readonly problem: string }
  /** The page that asked is told. */
  | { readonly kind: 'refused'; readonly location: string };

/** @param siteOrigin the only origin that answers go to */
export function readAuthorizationRequest(
  parameters: URLSearchParams,
  siteOrigin: string,
): AuthorizationRequest {
  const redirectUri = parameters.get('redirect_uri') ?? '';
  const state = parameters.get('state') ?? undefined;
  if (parameters.get('client_id') !== CLIENT_ID)
    return { kind: 'untrusted', problem: `Only the client ${CLIENT_ID} can sign in here.` };
  if (!isWithin(siteOrigin, redirectUri))
    return { kind: 'untrusted', problem: `The address to return to must be a page of ${siteOrigin}.` };
  const refuse = (error: string, description: string): AuthorizationRequest => ({
    kind: 'refused',
    location: withParameters(redirectUri, { error, error_description: description, state }),
  });
  if (parameters.get('response_type') !== 'code')
    return refuse('unsupported_response_type', 'Only the response type "code" is offered.');
  const scope = parameters.get('scope') ?? '';
  if (!scope.split(' ').includes('openid')) return refuse('invalid_scope', 'The scope must contain openid.');
  const codeChallenge = parameters.get('code_challenge') ?? '';
  if (codeChallenge === '' || parameters.get('code_challenge_method') !== 'S256')
    return refuse('invalid_request', 'A code challenge of the method S256 is required.');
  const nonce = parameters.get('nonce') ?? undefined;
  return { kind: 'valid', redirectUri, codeChallenge, scope, nonce, state };
}

/** Whether an address is one of the site's own. */
export function isWithin(siteOrigin: string, address: string): boolean {
  return URL.canParse(address) && new URL(address).origin === siteOrigin;
}

export function withParameters(
  address: string,
  parameters: Readonly<Record<string, string | undefined>>,
): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}
