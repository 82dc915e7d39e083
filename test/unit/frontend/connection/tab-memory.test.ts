import { expect, test } from 'vitest';
import { newMachine, type Restored } from '../../../../frontend/src/connection/machine.ts';
import {
  type TabEnvironment,
  type TabMemory,
  tabMemory,
} from '../../../../frontend/src/connection/tab-memory.ts';

/** A tab of a browser without locks. */
const tab = (sessionStorage: () => TabEnvironment['sessionStorage']): TabEnvironment => ({
  get sessionStorage() {
    return sessionStorage();
  },
  navigator: {},
  crypto: globalThis.crypto,
  setTimeout: globalThis.setTimeout,
  clearTimeout: () => undefined,
});

const recalledBy = (memory: TabMemory): Promise<Restored> =>
  new Promise((begin) => memory.recall({ now: () => 0, show: () => undefined }, begin, undefined));

const refuses = () => {
  throw new DOMException('no', 'QuotaExceededError');
};
const older = { clientId: 'older', connectionNumber: 1 };
const held = { sessionId: 'caring-king-2754', epoch: 3 };

test.each([
  ['has no room left', () => ({ getItem: () => JSON.stringify(older), setItem: refuses })],
  ['is forbidden', refuses],
])('where the storage of a tab %s, what is kept is known until the page goes', async (_, storage) => {
  const memory = tabMemory(tab(storage));
  const { clientId } = await recalledBy(memory);
  memory.keep(newMachine({ clientId, connectionNumber: 7, held }, true));
  memory.release();
  expect(await recalledBy(memory)).toMatchObject({ clientId, connectionNumber: 7, held });
});

test('what the storage of a tab takes again is read from there', async () => {
  const stored = new Map<string, string>();
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: refuses as (key: string, text: string) => void,
  };
  const memory = tabMemory(tab(() => storage));
  const { clientId } = await recalledBy(memory);
  storage.setItem = (key, text) => stored.set(key, text);
  memory.keep(newMachine({ clientId, connectionNumber: 7, held }, true));
  expect(await recalledBy(memory)).toMatchObject({ clientId, connectionNumber: 7 });
  const afterReload = tabMemory(tab(() => storage));
  expect(await recalledBy(afterReload)).toMatchObject({ clientId, connectionNumber: 7, held });
});

test('who is released by whom it tells that it begins claims nothing', async () => {
  let written = 0;
  const memory = tabMemory(tab(() => ({ getItem: () => null, setItem: () => void (written += 1) })));
  memory.recall({ now: () => 0, show: () => memory.release() }, () => undefined, undefined);
  await Promise.resolve();
  expect(written).toBe(0);
});

test('who is released before it is known who it is does not begin', async () => {
  const memory = tabMemory(tab(() => ({ getItem: () => null, setItem: () => undefined })));
  let begun = 0;
  memory.recall({ now: () => 0, show: () => undefined }, () => (begun += 1), undefined);
  memory.release();
  await recalledBy(memory);
  expect(begun).toBe(0);
});
