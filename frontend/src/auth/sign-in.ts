/** Signing in and out at the stage's OpenID Connect provider: code + PKCE, kept for all tabs of this browser. */
import { ErrorResponse, OidcClient, type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { Config } from '../config.ts';
import { createAccessTokens, type Grant, type GrantKeeper, SignInRefused } from './access-tokens.ts';

export interface Speaker {
  readonly id: string;
  /** Absent where the provider tells no name that a person would recognise. */
  readonly name?: string;
}

export interface SignIn {
  /**
   * On page load: who is signed in, or comes back from the provider right now. Whoever left from a listener's page is sent on
   * to it, and nothing is resolved.
   * Rejects where the provider's answer could not be turned into a sign-in.
   */
  arrive(): Promise<Speaker | undefined>;
  /**
   * Leaves the page for the provider's. Rejects where that is not reached.
   *
   * @param returnTo a listener's page; @default the speaker's
   */
  leaveToSignIn(returnTo?: string): Promise<void>;
  /** Forgets the sign-in, has its refresh token taken back, and leaves the page to end the provider's own sign-in; where that is not reached, only forgets. */
  leaveSignedOut(): Promise<void>;
  /** For `createSessionClient`: the access tokens of one speaker. */
  tokensOf(speaker: Speaker): () => Promise<string>;
}

/** RFC 6749, section 5.2. */
const refusals: readonly string[] = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
];

/** A person can forbid a site to store anything; without that nobody can be signed in. */
export function mayStore(): boolean {
  try {
    return localStorage.length >= 0;
  } catch {
    return false;
  }
}

/** Pages of the site's root are what Cognito's client takes as callback and logout address. */
const home = (): string => `${location.origin}/`;

export function createSignIn({ authority, metadataUrl, clientId, scope }: Config['signIn']): SignIn {
  const settings = {
    authority,
    metadataUrl,
    client_id: clientId,
    redirect_uri: home(),
    scope,
    requestTimeoutInSeconds: 10,
  };
  const manager = new UserManager({
    ...settings,
    userStore: new WebStorageStateStore({ store: localStorage }),
    // Tokens are refreshed when a connection needs one, see access-tokens.ts.
    automaticSilentRenew: false,
  });

  const keeper: GrantKeeper = {
    kept: async () => grantOf(await manager.getUser()),
    async refresh() {
      const user = await manager.signinSilent().catch((error: unknown) => {
        // What the provider has decided; all else (no network, a time-out, a server that is busy) is tried again.
        throw error instanceof ErrorResponse && refusals.includes(error.error ?? '')
          ? new SignInRefused(error.message)
          : error;
      });
      const grant = grantOf(user);
      if (grant === undefined) throw new SignInRefused();
      return grant;
    },
    alone: (work) => navigator.locks.request('podium.refresh', work),
  };

  return {
    async arrive() {
      const answer = new URLSearchParams(location.search);
      if (answer.has('state') && (answer.has('code') || answer.has('error'))) {
        try {
          const { state } = await manager.signinRedirectCallback();
          if (isListenerPath(state)) return await leaveFor(state);
        } finally {
          // A code works once: a reload must not bring it again.
          history.replaceState(null, '', location.pathname);
        }
      }
      return speakerOf(await manager.getUser());
    },
    leaveToSignIn: (returnTo) => manager.signinRedirect(returnTo === undefined ? {} : { state: returnTo }),
    async leaveSignedOut() {
      const { refresh_token: refreshToken } = (await manager.getUser()) ?? {};
      await manager.removeUser();
      // It would be good for weeks. Who is signed in is forgotten, whether the provider can take it back or not.
      if (refreshToken !== undefined)
        await new OidcClient(settings).revokeToken(refreshToken, 'refresh_token').catch(() => undefined);
      const endpoint = await manager.metadataService.getEndSessionEndpoint().catch(() => undefined);
      const url = new URL(endpoint ?? home());
      if (endpoint !== undefined) {
        // As Cognito's logout endpoint takes it.
        url.searchParams.set('client_id', clientId);
        url.searchParams.set('logout_uri', home());
        // As every other provider's does (OpenID Connect RP-Initiated Logout 1.0).
        url.searchParams.set('post_logout_redirect_uri', home());
      }
      location.assign(url);
    },
    tokensOf: ({ id }) => createAccessTokens(id, keeper, () => performance.now()),
  };
}

/** Our own: what is kept beside a sign-in's `state` never left this browser. */
const isListenerPath = (state: unknown): state is string =>
  typeof state === 'string' && /^\/listen(\/[^/]+)?\/?$/.test(state);

function leaveFor(path: string): Promise<never> {
  location.replace(path);
  return new Promise(() => undefined);
}

function grantOf(user: User | null): Grant | undefined {
  if (user === null) return undefined;
  return {
    speakerId: user.profile.sub,
    accessToken: user.access_token,
    secondsLeft: user.expires_in ?? 0,
    mayRefresh: user.refresh_token !== undefined,
  };
}

function speakerOf(user: User | null): Speaker | undefined {
  if (user === null) return undefined;
  const { sub, name, preferred_username, email } = user.profile;
  const known = name ?? preferred_username ?? email;
  return { id: sub, ...(known !== undefined && { name: known }) };
}
