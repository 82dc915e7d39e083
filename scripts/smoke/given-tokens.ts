/** Speakers whose access tokens a person brought along. */
import { decodeJwt } from 'jose';
import type { SignedInSpeaker } from '../../test/smoke/target.ts';
import { Stopped } from '../cdk.ts';

/** A run takes several minutes, and a token that runs out in it would fail its checks. */
const LEAST_LIFE_SECONDS = 15 * 60;

/**
 * @param nowMs epoch milliseconds
 * @returns each speaker once
 * @throws Stopped where one is no token, or runs out too soon
 */
export function givenSpeakers(tokens: readonly string[], nowMs: number): readonly SignedInSpeaker[] {
  const speakers = new Map<string, SignedInSpeaker>();
  for (const [index, token] of tokens.entries()) {
    const { sub, exp } = claimsOf(token, index);
    const leftSeconds = Math.floor(exp - nowMs / 1000);
    if (leftSeconds < LEAST_LIFE_SECONDS)
      throw new Stopped(
        `Token ${index + 1} runs out in ${Math.max(0, leftSeconds)} s: get one that is good for at least ${LEAST_LIFE_SECONDS / 60} min.`,
      );
    speakers.set(sub, { speaker: sub, token });
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
