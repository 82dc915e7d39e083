/** Which client this page is: the one its tab was before the reload, unless another living page is that one. */
import { parsePersisted, type Persisted } from './persistence.ts';
import type { TabEnvironment } from './tab-memory.ts';

export const storageKey = 'podium.client';
/** Longer than a page that is being reloaded takes to let go of its lock. */
const lockLimitMs = 1_000;

type Surroundings = Omit<TabEnvironment, 'sessionStorage'>;

/**
 * A duplicated tab carries a copy of the storage: it finds the lock taken and becomes a client of its own.
 * @param storage that never throws
 * @param released lets another page be this client
 */
export async function claimIdentity(
  environment: Surroundings,
  storage: TabEnvironment['sessionStorage'],
  released: AbortSignal,
): Promise<Persisted> {
  const kept = parsePersisted(storage.getItem(storageKey));
  if (kept && (await holdsLock(environment, kept, released))) return kept;
  const fresh = { clientId: environment.crypto.randomUUID(), connectionNumber: 0 };
  storage.setItem(storageKey, JSON.stringify(fresh));
  await holdsLock(environment, fresh, released);
  return fresh;
}

/** @returns false where another page has it */
async function holdsLock(
  environment: Surroundings,
  { clientId }: Persisted,
  released: AbortSignal,
): Promise<boolean> {
  const { locks } = environment.navigator;
  if (locks === undefined) return true;
  return new Promise((settle) => {
    const patience = new AbortController();
    const timer = environment.setTimeout(() => patience.abort(), lockLimitMs);
    const held = (): Promise<void> => {
      environment.clearTimeout(timer);
      settle(true);
      return new Promise((release) => {
        if (released.aborted) release();
        released.onabort = () => release();
      });
    };
    locks.request(`podium.client.${clientId}`, { signal: patience.signal }, held).catch(() => settle(false));
  });
}
