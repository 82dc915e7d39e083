/** What a browser does to the page of this process. To be imported before everything that might keep the real timers. */

import { setMaxListeners } from 'node:events';

const realSetTimeout = globalThis.setTimeout;
const events = new EventTarget();
setMaxListeners(0, events);
let hidden: { readonly sinceMs: number; readonly everyMs: number } | undefined;
let online = true;

export const page = { page: events, isOnline: () => online, isHidden: () => hidden !== undefined };

/** From now on timers fire together, at the next multiple of so many ms from now (Chrome: a minute, after five). */
export function hidePage(everyMs: number): void {
  hidden = { sinceMs: performance.now(), everyMs };
  events.dispatchEvent(new Event('visibilitychange'));
}

/** As a browser does whose computer loses its link, or has it again. */
export function sayLink(is: 'online' | 'offline'): void {
  online = is === 'online';
  events.dispatchEvent(new Event(is));
}

function delayMs(ms: number): number {
  if (hidden === undefined) return ms;
  const sinceMs = performance.now() - hidden.sinceMs;
  return Math.ceil((sinceMs + Math.max(0, ms)) / hidden.everyMs) * hidden.everyMs - sinceMs;
}

Object.assign(globalThis, {
  setTimeout: (callback: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
    realSetTimeout(callback, delayMs(ms), ...args),
  addEventListener: events.addEventListener.bind(events),
  removeEventListener: events.removeEventListener.bind(events),
});
