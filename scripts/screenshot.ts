// `npm run screenshot`: the page on the air, light and dark, as pictures for the README, out of the running system.
import { mkdirSync } from 'node:fs';
import { launch } from '../test/browser/chromium.ts';
import { startStack } from '../test/support/stack.ts';

const FOLDER = 'docs/images';
const SPEAKER = 'Ada Lovelace';

const stack = await startStack();
try {
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: { width: 960, height: 820 }, locale: 'en-US' });
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
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const path = `${FOLDER}/on-air-${colorScheme}.png`;
      await page.screenshot({ path });
      console.log(path);
    }
  } finally {
    await browser.close();
  }
} finally {
  await stack.stop();
}
