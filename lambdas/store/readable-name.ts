/** Readable session names: `caring-king-2754`, one of more than 10^9. */
import type { SessionId } from '../protocol/units.ts';
import { adjectives, nouns } from './words.ts';

const NUMBERS = { from: 1000, to: 9999 } as const;

/** @param randomInt a whole number from `min` to below `max`, cryptographically random */
export function readableName(randomInt: (min: number, max: number) => number): SessionId {
  const word = (words: readonly string[]) => words[randomInt(0, words.length)] ?? '';
  const number = randomInt(NUMBERS.from, NUMBERS.to + 1);
  return `${word(adjectives)}-${word(nouns)}-${number}` as SessionId;
}
