// Everybody can use the page: by ear, in the dark, on a small screen. Without a mouse: see keyboard.test.ts.
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { deskTest, type Desk } from './desk.ts';
import { demandPress, listening } from './listening.ts';
import {
  broadcasting,
  button,
  endSession,
  press,
  sees,
  signedIn,
  storedItem,
  withoutMicrophone,
} from './steps.ts';

const test = deskTest();

type View = readonly [name: string, open: (desk: Desk) => Promise<Page>];

const views: readonly View[] = [
  [
    'signed out',
    async (desk) => {
      const page = await desk.openTab();
      await button(page, 'Sign in').waitFor();
      return page;
    },
  ],
  ['start', signedIn],
  [
    'on the air',
    async (desk) => {
      const { page } = await broadcasting(desk);
      await page.getByText('Connection details').click();
      return page;
    },
  ],
  [
    'paused and muted',
    async (desk) => {
      const { page } = await broadcasting(desk);
      await press(page, 'Pause');
      await press(page, 'Mute');
      return page;
    },
  ],
  [
    'asked whether to end',
    async (desk) => {
      const { page } = await broadcasting(desk);
      await press(page, 'End session');
      await page.getByRole('dialog').waitFor();
      return page;
    },
  ],
  [
    'without a microphone, with a camera',
    async (desk) => {
      const page = await withoutMicrophone(desk);
      await press(page, 'Show camera');
      return page;
    },
  ],
  [
    'the link as a QR code',
    async (desk) => {
      const { page } = await broadcasting(desk);
      await press(page, 'QR code');
      await page.getByRole('img', { name: /^QR code of/ }).waitFor();
      return page;
    },
  ],
  [
    'reconnecting',
    async (desk) => {
      const { page } = await broadcasting(desk);
      await desk.context.setOffline(true);
      await sees(page, /^Reconnecting/);
      return page;
    },
  ],
  [
    'elsewhere',
    async (desk) => {
      await broadcasting(desk);
      const page = await desk.openTab();
      await sees(page, 'You have a session elsewhere');
      return page;
    },
  ],
  [
    'ended',
    async (desk) => {
      const { page } = await broadcasting(desk);
      await endSession(page);
      await sees(page, 'Ended');
      return page;
    },
  ],
  [
    'out of reach',
    async (desk) => {
      desk.expectNetworkErrors();
      await desk.context.route('**/config.json', (route) => route.abort());
      const page = await desk.openTab();
      await sees(page, 'Podium cannot be reached');
      return page;
    },
  ],
  [
    'a listener who has not said whom to hear',
    async (desk) => {
      const page = await desk.context.newPage();
      await page.goto(`${desk.stack.site}/listen`);
      await press(page, 'Listen');
      await page.getByText('Type the session’s name').waitFor();
      return page;
    },
  ],
  [
    'a listener before the press',
    async (desk) => {
      const { id } = await broadcasting(desk);
      const page = await desk.context.newPage();
      await demandPress(page);
      await page.goto(`${desk.stack.site}/listen/${id}`);
      await button(page, 'Listen').waitFor();
      return page;
    },
  ],
  [
    'a listener who hears and sees',
    async (desk) => {
      const { page: speaker, id } = await broadcasting(desk);
      const page = await listening(desk, id);
      await press(speaker, 'Show camera');
      await page.getByRole('img', { name: 'A still of the speaker' }).waitFor();
      return page;
    },
  ],
  [
    'a listener of no session',
    async (desk) => {
      desk.expectNetworkErrors();
      const page = await desk.context.newPage();
      await page.goto(`${desk.stack.site}/listen/nobody-nowhere-1`);
      await sees(page, 'No such session');
      return page;
    },
  ],
];

test.for(views)(
  'axe finds nothing in light or dark, and nothing is cut off at 320 px: %s',
  async ([, open], { desk }) => {
    const page = await open(desk);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await violations(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await cutOff(page)).toEqual([]);
    expect(await violations(page)).toEqual([]);
  },
);

test('at 320 px the buttons that hand the session on end at one edge', async ({ desk }) => {
  const { page } = await broadcasting(desk);
  await page.setViewportSize({ width: 320, height: 640 });
  const rightEdge = (name: string) =>
    button(page, name).evaluate((each) => each.getBoundingClientRect().right);
  expect(await rightEdge('QR code')).toBe(await rightEdge('Copy link'));
});

/** Evaluated, not added to the page, whose policy allows no inline script. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

/** What reaches beyond the right edge of the screen, whether or not that makes it scroll. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const wide = [...document.querySelectorAll('#podium *, dialog *')]
      .filter((element) => !element.closest('.visually-hidden, select'))
      .filter((element) => element.getBoundingClientRect().right > width + 0.5)
      .map((element) => element.outerHTML.slice(0, 100));
    const scrolls = document.documentElement.scrollWidth > width;
    return scrolls ? ['the page scrolls sideways', ...wide] : wide;
  });

test.for([
  ['the speaker’s page', async (desk: Desk) => (await broadcasting(desk)).page],
  ['a listener’s', async (desk: Desk) => listening(desk, (await broadcasting(desk)).id)],
] as const)('what will be said is in the page before anything is said: %s', async ([, open], { desk }) => {
  const page = await open(desk);
  const hidden = await page
    .locator('[role=status], [role=alert]')
    .evaluateAll((regions) =>
      regions.filter((region) => !region.checkVisibility()).map(({ outerHTML }) => outerHTML),
    );
  expect(hidden).toEqual([]);
});

test('nothing moves on the screen while time is counted and settings are saved', async ({ desk }) => {
  const { page } = await broadcasting(desk);
  const places = () =>
    page
      .locator('h1, .running, button, select, input')
      .evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().top));
  // Otherwise there are frames, whose replies may be the ones that are lost.
  await press(page, 'Pause');
  await expect.poll(() => storedItem(desk)).toMatchObject({ paused: true });
  await page.locator('.saving[data-shown=true]').waitFor({ state: 'detached' });
  const before = await places();
  await desk.stack.faults({ dropReplies: 1 });
  await page.getByLabel('Volume').press('ArrowRight');
  await page.locator('.saving[data-shown=true]').waitFor();
  expect(await places()).toEqual(before);
  await desk.context.setOffline(true);
  await sees(page, /^Reconnecting/);
  expect(await places()).toEqual(before);
});
