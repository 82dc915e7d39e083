/** What a tab remembers over reloads: which client it is, the session that it has, the command that is not answered. */
import type { Engine } from './engine.ts';
import type { Environment } from './environment.ts';
import type { Wish } from './events.ts';
import type { FrameSending } from './frame-sending.ts';
import { claimIdentity, storageKey } from './identity.ts';
import type { Machine, Restored } from './machine.ts';
import { persistedOf, restoredFrom } from './persistence.ts';
import { nobody, viewOf } from './present.ts';
import type { View } from './view.ts';

/** Of a window, what a memory needs. */
export interface TabEnvironment extends Pick<Environment, 'crypto' | 'setTimeout' | 'clearTimeout'> {
  /** Per tab, kept over reloads. Where the browser forbids it, even to name it throws. */
  readonly sessionStorage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly navigator: {
    /** Absent outside a secure context: then duplicate tabs are not told apart. */
    readonly locks?: {
      /** As `LockManager.request`: rejects when `signal` aborts before the lock is granted. */
      request(name: string, options: { signal: AbortSignal }, held: () => Promise<void>): Promise<unknown>;
    };
  };
}

/** Of one client. */
export interface TabMemory {
  /** Finds out which client this page is, and begins as that one unless it is released meanwhile. */
  recall(
    engine: Pick<Engine<Machine, Wish, View>, 'now' | 'show'>,
    begin: (restored: Restored) => void,
    sending: FrameSending | undefined,
  ): void;
  /** A reload at any instant finds it. */
  readonly keep: (machine: Machine) => void;
  /** Another page may be this client now. */
  release(): void;
}

export function tabMemory(environment: TabEnvironment = window): TabMemory {
  const storage = storageOf(environment);
  let stored = '';
  /** From the first wish until the client is closed. */
  let claim: AbortController | undefined;
  return {
    recall({ now, show }, begin, sending) {
      const { signal } = (claim = new AbortController());
      show(viewOf({ ...nobody, attempt: { name: 'waiting', tries: 0, dueAt: 0 } }));
      // Who is told may have closed the client, and opened it again.
      if (signal.aborted) return;
      void claimIdentity(environment, storage, signal).then((persisted) => {
        if (!signal.aborted) begin(restoredFrom(persisted, now(), sending));
      });
    },
    keep(machine) {
      const text = JSON.stringify(persistedOf(machine));
      if (text !== stored) storage.setItem(storageKey, (stored = text));
    },
    release: () => claim?.abort(),
  };
}

/** Where a browser forbids storage, or has no room left, the tab is still one client until it is reloaded. */
function storageOf(environment: TabEnvironment): TabEnvironment['sessionStorage'] {
  const kept = new Map<string, string>();
  return {
    getItem(key) {
      try {
        return kept.get(key) ?? environment.sessionStorage.getItem(key);
      } catch {
        return null;
      }
    },
    setItem(key, text) {
      try {
        environment.sessionStorage.setItem(key, text);
        kept.delete(key);
      } catch {
        kept.set(key, text);
      }
    },
  };
}
