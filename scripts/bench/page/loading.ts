/** From the beginning of a navigation until a person can use the page, on a processor four times slower. */
import type { Page } from 'playwright-core';
import { within } from '../../../test/support/socket.ts';
import type { Mark } from './desk.ts';

export const SLOWER = 4;
const USABLE_WITHIN_MS = 20_000;

/** In ms, from the beginning of the navigation. */
export interface Loaded {
  readonly firstPaintMs: number;
  /** Its control, or its heading where there is nothing to press, is there. */
  readonly usableMs: number;
  /** Of all tasks above 50 ms, so much as they are above that: total blocking time until then. */
  readonly blockedMs: number;
}

/** Runs in the page, before anything of its own; text, since this side of the bench knows no DOM. */
const watch = ({ role, name }: Mark) => `window.podiumLoaded = new Promise((resolve) => {
  const tasks = [];
  let usableMs;
  const long = new PerformanceObserver((list) => tasks.push(...list.getEntries()));
  long.observe({ type: 'longtask', buffered: true });
  const look = () => {
    const found = [...document.querySelectorAll(${JSON.stringify(role === 'button' ? 'button:enabled' : 'h1')})];
    if (!found.some(({ textContent }) => textContent.trim() === ${JSON.stringify(name)})) return;
    observer.disconnect();
    usableMs = performance.now();
    paint();
  };
  const paint = () => {
    const [first] = performance.getEntriesByName('first-contentful-paint');
    if (first === undefined) return requestAnimationFrame(paint);
    // The task that made the page usable is told when it is over.
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const before = [...tasks, ...long.takeRecords()].filter(({ startTime }) => startTime < usableMs);
      const blockedMs = before.reduce((sum, { duration }) => sum + duration - 50, 0);
      resolve({ firstPaintMs: first.startTime, usableMs, blockedMs });
    }));
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true, attributes: true, characterData: true });
})`;

/** @returns what loads it once, with an empty cache, and throws where it does not become usable */
export async function loaderOf(page: Page, address: string, mark: Mark): Promise<() => Promise<Loaded>> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Network.enable');
  await devTools.send('Network.setCacheDisabled', { cacheDisabled: true });
  await devTools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await page.addInitScript(watch(mark));
  return async () => {
    await page.goto(address);
    // Not `page.evaluate`, which the page's content security policy would hinder.
    const told = devTools.send('Runtime.evaluate', {
      expression: 'window.podiumLoaded',
      awaitPromise: true,
      returnByValue: true,
    });
    const { result } = await within(told, USABLE_WITHIN_MS, () => `${address} did not become usable`);
    return result.value as Loaded;
  };
}
