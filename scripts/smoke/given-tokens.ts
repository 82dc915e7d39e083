/** Speakers whose access tokens a person brought along. */
import { decodeJwt } from 'jose';
import type { SignedInSpeaker } from '../../test/smoke/target.ts';
import { Stopped } from '../cdk.ts';

/**
 * @param secondsNeeded how long a run with so many speakers takes: a token that ran out in it would fail its checks
 * @param nowMs epoch milliseconds
 * @returns each speaker once
 * @throws Stopped where one is no token, or runs out too soon
 */
export function givenSpeakers(
  tokens: readonly string[],
  secondsNeeded: (speakers: number) => number,
  nowMs: number,
): readonly SignedInSpeaker[] {
  const claims = tokens.map(claimsOf);
  const speakers = new Map(
    claims.map(({ sub }, index) => [sub, { speaker: sub, token: tokens[index] ?? '' }]),
  );
  const needed = secondsNeeded(speakers.size);
  for (const [index, { exp }] of claims.entries()) {
    const leftSeconds = Math.floor(exp - nowMs / 1000);
    if (leftSeconds < needed)
      throw new Stopped(
        `Token ${index + 1} runs out in ${Math.max(0, leftSeconds)} s, and with ${speakers.size} ${speakers.size === 1 ? 'speaker' : 'speakers'} this run takes up to ${Math.ceil(needed / 60)} min: bring tokens of more speakers or ones that last, or ask for less with --repetitions and --creations.`,
      );
  }
  return [...speakers.values()];
}

function claimsOf(token: string, index: number): { readonly sub: string; readonly exp: number } {
  try {
    const { sub, exp } = decodeJwt(token);
    if (sub !== undefined && exp !== undefined) return { sub, exp };
  } catch {
    // What it is instead is nothing to print: it may be a secret.
  }
  throw new Stopped(`Token ${index + 1} is no access token (a JWT with sub and exp).`);
}
