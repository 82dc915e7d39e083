/** Which client this page is: the one its tab was before the reload, unless another living page is that one. */
import type { Environment } from './environment.ts';
import { parsePersisted, type Persisted } from './persistence.ts';

const storageKey = 'podium.client';
/** Longer than a page that is being reloaded takes to let go of its lock. */
const lockLimitMs = 1_000;

export interface Identity {
  readonly persisted: Persisted;
  /** Lets another page be this client. */
  readonly release: () => void;
}

export const store = ({ storage }: Environment, persisted: Persisted): void =>
  storage.setItem(storageKey, JSON.stringify(persisted));

/** A duplicated tab carries a copy of the storage: it finds the lock taken and becomes a client of its own. */
export async function claimIdentity(environment: Environment): Promise<Identity> {
  const kept = parsePersisted(environment.storage.getItem(storageKey));
  const release = kept && (await holdLock(environment, kept.clientId));
  if (kept !== undefined && release !== undefined) return { persisted: kept, release };
  const persisted = { clientId: environment.randomUUID(), connectionNumber: 0 };
  store(environment, persisted);
  return { persisted, release: (await holdLock(environment, persisted.clientId)) ?? (() => undefined) };
}

/** @returns how to let go of it, or undefined where another page has it */
function holdLock(environment: Environment, clientId: string): Promise<(() => void) | undefined> {
  const { locks } = environment;
  if (locks === undefined) return Promise.resolve(() => undefined);
  return new Promise((settle) => {
    const patience = new AbortController();
    const timer = environment.setTimeout(() => patience.abort(), lockLimitMs);
    const held = (): Promise<void> => {
      environment.clearTimeout(timer);
      return new Promise((release) => settle(release));
    };
    locks
      .request(`podium.client.${clientId}`, { signal: patience.signal }, held)
      .catch(() => settle(undefined));
  });
}
