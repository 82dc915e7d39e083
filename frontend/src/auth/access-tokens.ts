/** When the kept access token will do, and when a new one is fetched with the refresh token. */

export interface Grant {
  /** The token's `sub`. */
  readonly speakerId: string;
  readonly accessToken: string;
  readonly secondsLeft: number;
  readonly mayRefresh: boolean;
}

export interface GrantKeeper {
  /** What this browser keeps, whichever tab stored it. */
  kept(): Promise<Grant | undefined>;
  /** Fetches and keeps a new one. Rejects with `SignInRefused` where a person must sign in again. */
  refresh(): Promise<Grant>;
  /** Runs `work` while no other tab runs its own: one refresh in flight in the whole browser. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

/** The sign-in is over: only a person can make a new one. */
export class SignInRefused extends Error {}

/** The server plans the move to a fresh connection two minutes before the token runs out; earlier than that. */
const freshSeconds = 5 * 60;
/** A token asked for twice within this may be what the server refuses: a handshake's 401 cannot be seen. */
const doubtMs = 60_000;

/**
 * @param speakerId whose tokens: those of anybody else who signed in meanwhile are of no use to this page
 * @param now monotonic ms
 * @returns an access token for one connection; rejects with `SignInRefused`, or with a `TypeError` where the provider
 *   was not reached
 */
export function createAccessTokens(
  speakerId: string,
  keeper: GrantKeeper,
  now: () => number,
): () => Promise<string> {
  let given: { readonly token: string; readonly at: number } | undefined;
  let refreshedAt = -Infinity;

  const give = ({ accessToken }: Grant): string => {
    given = { token: accessToken, at: now() };
    return accessToken;
  };
  const doubtful = ({ accessToken }: Grant): boolean =>
    given?.token === accessToken && now() - given.at < doubtMs && now() - refreshedAt >= doubtMs;
  const mine = async (): Promise<Grant> => {
    const grant = await keeper.kept();
    if (grant?.speakerId !== speakerId) throw new SignInRefused();
    return grant;
  };

  const refreshed = async (before: Grant): Promise<Grant> => {
    const current = await mine();
    // Another tab was first.
    if (current.accessToken !== before.accessToken && current.secondsLeft > freshSeconds) return current;
    if (!current.mayRefresh) throw new SignInRefused();
    const grant = await keeper.refresh();
    refreshedAt = now();
    return grant;
  };

  return async () => {
    const grant = await mine();
    if (grant.secondsLeft > freshSeconds && !doubtful(grant)) return give(grant);
    try {
      return give(await keeper.alone(() => refreshed(grant)));
    } catch (error) {
      if (error instanceof SignInRefused) throw error;
      // The provider is not reached: what is left of the present token may still do.
      if (grant.secondsLeft > 0) return give(grant);
      throw new TypeError('the sign-in provider was not reached', { cause: error });
    }
  };
}
