// `npm run screenshot`: both pages on the air, light and dark, as pictures for the README, out of the running system.
import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { launch } from '../test/browser/chromium.ts';
import { startStack } from '../test/support/stack.ts';

async function take(page: Page, name: string, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  const path = `${FOLDER}/${name}-${colorScheme}.png`;
  await page.screenshot({ path });
  console.log(path);
}

const FOLDER = 'docs/images';
const SPEAKER = 'Ada Lovelace';

const stack = await startStack();
try {
  const browser = await launch();
  try {
    const context = await browser.newContext({ viewport: { width: 960, height: 1120 }, locale: 'en-US' });
    // The browser that makes the pictures has no real one.
    await context.addInitScript(
      "Object.defineProperty(MediaDeviceInfo.prototype, 'label', { get: () => 'Built-in microphone' })",
    );
    const page = await context.newPage();
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    await page.goto(stack.site);
    await press('Sign in');
    await page.getByLabel('Your name').fill(SPEAKER);
    await press('Sign in');
    await press('Start session');
    await page.getByRole('heading', { name: 'On the air' }).waitFor();
    // Nothing in the picture is to look as if the mouse were over it.
    await page.mouse.move(0, 0);
    mkdirSync(FOLDER, { recursive: true });
    const listener = await context.newPage();
    await listener.setViewportSize({ width: 960, height: 520 });
    const link = await page.getByRole('link', { name: '/listen/' }).getAttribute('href');
    await listener.goto(link ?? '');
    await listener.getByRole('heading', { name: 'Live' }).waitFor();
    const play = listener.getByRole('button', { name: 'Listen' });
    if (await play.isVisible()) await play.click();
    await listener.getByText(/ms behind$/).waitFor();
    await page.getByText('1 listener').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await take(page, 'on-air', colorScheme);
      await take(listener, 'listening', colorScheme);
    }
  } finally {
    await browser.close();
  }
} finally {
  await stack.stop();
}
