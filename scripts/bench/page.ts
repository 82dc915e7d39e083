/** The two pages as `npm start` serves them: their weight, how soon they are of use, and what they hold after an hour. */
import type { Browser } from 'playwright-core';
import { launch } from '../../test/browser/chromium.ts';
import { startStack, type StackUnderTest } from '../../test/support/stack.ts';
import type { Chapter } from './chapter.ts';
import * as desk from './page/desk.ts';
import { findingsOf, type HeldPage, type LoadedPage } from './page/findings.ts';
import { holdingOf, openQuestions, passMinutes } from './page/hour.ts';
import { loaderOf } from './page/loading.ts';
import { weighPages } from './page/weight.ts';

interface Plan {
  readonly rounds: number;
  /** On the air, when one looks. */
  readonly minutes: readonly number[];
}

const full: Plan = { rounds: 5, minutes: [5, 60, 115] };
const quick: Plan = { rounds: 1, minutes: [1, 3] };

export const page: Chapter = {
  name: 'page',
  title: 'The pages, in a headless Chromium',
  async run({ quick: isQuick, say }) {
    const plan = isQuick ? quick : full;
    const parts = await weighPages();
    const stack = await startStack();
    try {
      const browser = await launch();
      try {
        say(`each page ${plan.rounds} times, on a processor four times slower …`);
        const loaded = await loadAll(browser, stack, plan);
        say(`${plan.minutes.at(-1) ?? 0} minutes on the air …`);
        const held = await holdAll(browser, stack, plan);
        return findingsOf({ parts, loaded, held });
      } finally {
        await browser.close();
      }
    } finally {
      await stack.stop();
    }
  },
};

/** All pages by turns. */
async function loadAll(browser: Browser, stack: StackUnderTest, { rounds }: Plan): Promise<LoadedPage[]> {
  const { bare, live, start } = desk.onThePage;
  const [onAir, loading] = [await desk.newContext(browser), await desk.newContext(browser)];
  const listenAddress = await desk.goOnAir(await desk.signIn(onAir, stack, 'somebody-on-air'));
  const pages = {
    speaker: await loaderOf(await desk.signIn(loading, stack, 'somebody-else'), stack.site, start),
    listener: await loaderOf(await loading.newPage(), listenAddress, live),
    bare: await loaderOf(await desk.openBarePage(loading, stack), stack.site + desk.BARE_PATH, bare),
  };
  const loaded = Object.keys(pages).map((name): LoadedPage => ({ page: name, rounds: [] }));
  for (let round = 0; round < rounds; round += 1)
    for (const [index, load] of Object.values(pages).entries()) loaded[index]?.rounds.push(await load());
  await Promise.all([onAir.close(), loading.close()]);
  return loaded;
}

/** In one context, so that time passes alike. */
async function holdAll(browser: Browser, stack: StackUnderTest, { minutes }: Plan): Promise<HeldPage[]> {
  const context = await desk.newContext(browser);
  await context.clock.install();
  const questions = openQuestions(context);
  const speaker = await desk.signIn(context, stack, 'somebody-for-an-hour');
  const listener = await desk.openListener(context, await desk.goOnAir(speaker));
  const pages = { speaker, listener, bare: await desk.openBarePage(context, stack) };
  const looks = await Promise.all(Object.values(pages).map(holdingOf));
  const held = Object.keys(pages).map((name): HeldPage => ({ page: name, holdings: [] }));
  let passed = 0;
  for (const minute of minutes) {
    await passMinutes(context, questions, minute - passed);
    passed = minute;
    // It would hold less where it was off the air meanwhile.
    await Promise.all([desk.see(speaker, desk.onThePage.onAir), desk.see(listener, desk.onThePage.live)]);
    for (const [index, look] of looks.entries())
      held[index]?.holdings.push({ minutes: minute, ...(await look()) });
  }
  await context.close();
  return held;
}
