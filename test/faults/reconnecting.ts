// A process of its own: one client, whose connection is cut again and again. Says what it holds after so many.
// Needs --expose-gc; told by a message what to do, answers with one.
import { openTab } from '../support/node-client.ts';
import { loadSigningKey } from '../../infra/local/sign-in/signing-key.ts';
import { mintAccessToken } from '../../infra/local/sign-in/tokens.ts';
import { places } from '../../infra/local/places.ts';

export interface ReconnectingTask {
  readonly gateway: string;
  readonly site: string;
  readonly speaker: string;
  /** After how many reconnects to measure; rising. */
  readonly measureAfter: readonly number[];
}

/** What a living client holds, on the air and with everything answered. */
export interface Holdings {
  readonly reconnects: number;
  readonly heapBytes: number;
  /** Set by the client and neither fired nor cleared. */
  readonly timers: number;
  /** Of the page's events. */
  readonly pageListeners: number;
  readonly openSockets: number;
  /** Every socket and timer of the process, by kind. */
  readonly resources: Readonly<Record<string, number>>;
}

async function run({ gateway, site, speaker, measureAfter }: ReconnectingTask): Promise<Holdings[]> {
  const key = await loadSigningKey(places.signingKey);
  const timers = new Set<NodeJS.Timeout>();
  const page = new CountingPage();
  const token = () => mintAccessToken(key, { name: speaker }, Date.now());
  const tab = openTab({ gateway, site, token }, speaker, {
    // What comes after a cut is what counts here, not how long a crowd waits for it.
    random: () => 0,
    page,
    setTimeout(callback, ms) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        callback();
      }, ms);
      timers.add(timer);
      return timer;
    },
    clearTimeout(timer) {
      timers.delete(timer as NodeJS.Timeout);
      clearTimeout(timer as NodeJS.Timeout);
    },
  });
  const { client } = tab;
  client.start({ sourceLanguage: 'en', qualityTier: 'standard' });
  await tab.until(({ onAir }) => onAir);

  const measured: Holdings[] = [];
  for (let reconnects = 1; reconnects <= Math.max(...measureAfter); reconnects += 1) {
    tab.pullCable();
    await tab.until(({ onAir, session }) => onAir && session?.epoch === reconnects + 1);
    client.update({ volume: reconnects % 100 });
    await tab.until(({ unacknowledged }) => unacknowledged.length === 0);
    if (!measureAfter.includes(reconnects)) continue;
    measured.push({
      reconnects,
      heapBytes: await heapBytes(),
      timers: timers.size,
      pageListeners: page.listeners,
      openSockets: tab.sockets().open,
      resources: countOf(process.getActiveResourcesInfo()),
    });
  }
  client.close();
  return measured;
}

/** The page's events, counted in and out. */
class CountingPage {
  readonly #page = new EventTarget();
  listeners = 0;
  readonly addEventListener: EventTarget['addEventListener'] = (...listener) => {
    this.listeners += 1;
    this.#page.addEventListener(...listener);
  };
  readonly removeEventListener: EventTarget['removeEventListener'] = (...listener) => {
    this.listeners -= 1;
    this.#page.removeEventListener(...listener);
  };
}

/** What is left when everything has been collected that can be: finalizers run between two collections. */
async function heapBytes(): Promise<number> {
  for (let collection = 0; collection < 5; collection += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}

function countOf(names: readonly string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}

process.once('message', (task: ReconnectingTask) => {
  void run(task).then((measured) => process.send?.(measured, () => process.disconnect()));
});
