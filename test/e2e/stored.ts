/** What a stage has stored of its speakers, and when it says how each connection was closed. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Message } from '../support/socket.ts';

/** Stored items in the order of their keys, under the stored names of lambdas/store/items.ts. */
export type ReadItems = (keys: readonly string[]) => Promise<readonly (Message | undefined)[]>;

/** Looking without a pause would keep the database from the writes that are looked for. */
const LOOK_AGAIN_AFTER_MS = 100;

export const itemsOf = (read: ReadItems, speakers: readonly string[]) =>
  read(speakers.map((speaker) => `SPEAKER#${speaker}`));

export const sessionIds = async (read: ReadItems, speakers: readonly string[]) =>
  (await itemsOf(read, speakers)).map((item) => item?.['si']);

/** @param fact of one connection */
export const saysHowItWasClosed = (fact: Message) =>
  Number.isInteger(fact['z']) && Number.isInteger(fact['d']) && /^[csn]$/.test(String(fact['b']));

/** Looks until what is found is enough; the caller sees to it that this is not for ever. */
export async function lookUntil<T>(look: () => Promise<T>, isEnough: (found: T) => boolean): Promise<T> {
  for (;;) {
    const found = await look();
    if (isEnough(found)) return found;
    await delay(LOOK_AGAIN_AFTER_MS);
  }
}

/** How many remembered connections do not say when and by whom they were closed. */
export const silentIn = (items: readonly (Message | undefined)[]): number =>
  items
    .flatMap((item) => ['f0', 'f1', 'f2', 'f3'].map((slot) => item?.[slot] as Message))
    .filter((fact) => !saysHowItWasClosed(fact)).length;
