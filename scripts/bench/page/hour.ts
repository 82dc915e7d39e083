/** What a page holds after an hour on the air: its timers fire as in an hour, while sound and network go on as they do. */
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';

/** Less than the time after which an answer counts as lost (10 s): at each step no question is open. */
const STEP_MS = 8_000;
const MINUTE_MS = 60_000;
const ANSWERED_WITHIN_MS = 2_000;
const POLL_MS = 2;

/** Of a page, when everything has been collected that can be. */
export interface Holding {
  readonly heapBytes: number;
  /** In the document or not. */
  readonly nodes: number;
  readonly listeners: number;
}

/** Commands of a context's pages that wait for their answers. */
export function openQuestions(context: BrowserContext): ReadonlySet<string> {
  const open = new Set<string>();
  const idIn = (payload: string | Buffer) => /"requestId":"([^"]+)"/.exec(String(payload))?.[1] ?? '';
  context.on('page', (page) => {
    page.on('websocket', (socket) => {
      const own = new Set<string>();
      socket.on('framesent', ({ payload }) => {
        own.add(idIn(payload));
        open.add(idIn(payload));
      });
      socket.on('framereceived', ({ payload }) => open.delete(idIn(payload)));
      socket.on('close', () => own.forEach((id) => open.delete(id)));
    });
  });
  return open;
}

/**
 * @param context whose clock is installed: time passes in all its pages
 * @param questions of its pages: while one is open, time goes on as it does
 */
export async function passMinutes(
  { clock }: BrowserContext,
  questions: ReadonlySet<string>,
  minutes: number,
): Promise<void> {
  for (let passedMs = 0; passedMs < minutes * MINUTE_MS; passedMs += STEP_MS) {
    await clock.runFor(STEP_MS);
    const giveUpAt = performance.now() + ANSWERED_WITHIN_MS;
    do await delay(POLL_MS);
    while (questions.size > 0 && performance.now() < giveUpAt);
  }
}

/** @returns what tells what the page holds now */
export async function holdingOf(page: Page): Promise<() => Promise<Holding>> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Performance.enable');
  return async () => {
    // What a finalizer lets go of is collected the second time.
    await devTools.send('HeapProfiler.collectGarbage');
    await devTools.send('HeapProfiler.collectGarbage');
    const { metrics } = await devTools.send('Performance.getMetrics');
    const metric = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? 0;
    return {
      heapBytes: metric('JSHeapUsedSize'),
      nodes: metric('Nodes'),
      listeners: metric('JSEventListeners'),
    };
  };
}
