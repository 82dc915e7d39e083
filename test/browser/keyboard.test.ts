// Everybody can use the page without a mouse: everything is reached, and the focus never gets lost.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { deskTest, type Desk } from './desk.ts';
import { demandPress } from './listening.ts';
import { broadcasting, button, cut, onAir, sees, storedItem, withoutMicrophone } from './steps.ts';

const test = deskTest();

test('a speaker gets from signing in to the end by keyboard alone', async ({ desk }) => {
  const page = await desk.openTab();
  await button(page, 'Sign in').waitFor();
  await tabTo(page, 'Sign in');
  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page)).toBe('Your name');
  await page.keyboard.type(desk.speaker);
  await page.keyboard.press('Enter');
  await button(page, 'Start session').waitFor();
  await tabTo(page, 'Language you speak');
  await page.keyboard.type('Fra');
  await tabTo(page, 'Standard');
  await page.keyboard.press('ArrowRight');
  await tabTo(page, 'Start session');
  await page.keyboard.press('Enter');
  await onAir(page);
  expect(await storedItem(desk)).toMatchObject({ sourceLanguage: 'fr', qualityTier: 'p' });

  // The button that was pressed is gone: reading goes on at the heading of what came instead.
  await expect.poll(() => focused(page)).toBe('On the air');
  await tabTo(page, 'Mute');
  await page.keyboard.press('Space');
  await tabTo(page, 'Volume');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => storedItem(desk)).toMatchObject({ muted: true, volume: 76 });

  await tabTo(page, 'End session');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  expect(await focused(page)).toBe('End session');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await tabTo(page, 'End session');
  await page.keyboard.press('Enter');
  await sees(page, 'Ended');
  await expect.poll(() => focused(page)).toBe('Ended');
});

test('what is focused keeps the focus when the connection is lost and comes back', async ({ desk }) => {
  const { page } = await broadcasting(desk);
  await button(page, 'Mute').focus();
  await cut(desk);
  await sees(page, /^Reconnecting/);
  expect(await focused(page)).toBe('Mute');
  await onAir(page);
  expect(await focused(page)).toBe('Mute');
});

test.for([
  [
    'Listen',
    'Live',
    async (desk) => {
      const { id } = await broadcasting(desk);
      const page = await desk.context.newPage();
      await demandPress(page);
      await page.goto(`${desk.stack.site}/listen/${id}`);
      return page;
    },
  ],
  ['Try again', 'On the air', withoutMicrophone],
] as const satisfies (readonly [string, string, (desk: Desk) => Promise<Page>])[])(
  'where %s goes away when it is pressed, the keyboard goes on at the heading',
  async ([name, title, open], { desk }) => {
    const page = await open(desk);
    await button(page, name).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe(title);
  },
);

test('what was left before it goes away does not bring the keyboard to the heading', async ({ desk }) => {
  const { page } = await broadcasting(desk);
  await button(page, 'QR code').focus();
  await page.getByText('Session id', { exact: true }).click();
  await page.evaluate(() => document.querySelector('.copy')?.remove());
  await page.evaluate(() => new Promise(requestAnimationFrame));
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
});

/** Presses the tab key until the focus is on what is called so. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 25; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await focused(page)) === name) return;
  }
  throw new Error(`the tab key does not reach ${name}`);
}

/** The name of what has the focus: of its label, or else its own text. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    const labels =
      element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels : null;
    const label = labels?.[0];
    const named = label?.querySelector('strong') ?? label?.firstChild ?? element;
    return named?.textContent?.trim() ?? '';
  });
