/** Values of flags, each checked with one sentence where it is wrong. */
import { StartError } from './start-error.ts';

/** @throws StartError that names the flag and its bounds */
export function wholeNumber(flag: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new StartError(`${flag} must be a whole number from ${least} to ${most}, not "${text}".`);
  return value;
}

/** What `parseArgs` complains of, without its advice on dashes. */
export function firstSentence(error: unknown): string {
  return error instanceof Error ? (error.message.split(/\. |\.?\n/)[0] ?? '') : String(error);
}
