/** What a listener does on the page and sees there. */
import type { BrowserContext, Page } from 'playwright-core';
import type { Desk } from './desk.ts';
import { button, press, sees } from './steps.ts';

/** A new tab in which the session is heard. */
export async function listening(
  desk: Desk,
  sessionId: string,
  context: BrowserContext = desk.context,
): Promise<Page> {
  const page = await context.newPage();
  await openListener(desk, page, sessionId);
  return page;
}

/**
 * As every browser does with a page that nobody has touched. This one would do so by itself, but whoever looks into a page
 * by Playwright has touched it.
 */
export const demandPress = (page: Page) =>
  page.addInitScript(() => {
    window.AudioContext = class extends AudioContext {
      constructor(options?: AudioContextOptions) {
        super(options);
        void this.suspend();
      }
    };
  });

export async function openListener({ stack }: Desk, page: Page, sessionId: string): Promise<void> {
  await demandPress(page);
  await page.goto(`${stack.site}/listen/${sessionId}`);
  await sees(page, 'Live');
  await press(page, 'Listen');
  await button(page, 'Listen').waitFor({ state: 'detached' });
}

/** What the page says beside `name`. */
export const fact = (page: Page, name: string) =>
  page.locator('.facts > div', { has: page.getByText(name, { exact: true }) }).locator('dd');
