/** A speaker who is on the air, a listener, and a page with a button and nothing else, in one browser. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { StackUnderTest } from '../../../test/support/stack.ts';

/** What a person waits for. */
export interface Mark {
  readonly role: 'button' | 'heading';
  readonly name: string;
}

export const onThePage = {
  start: { role: 'button', name: 'Start session' },
  onAir: { role: 'heading', name: 'On the air' },
  live: { role: 'heading', name: 'Live' },
  bare: { role: 'button', name: 'Nothing' },
} as const satisfies Record<string, Mark>;

export const BARE_PATH = '/bare';
const BARE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Bare</title><button>${onThePage.bare.name}</button></html>`;

export const see = (page: Page, { role, name }: Mark) =>
  page.getByRole(role, { name, exact: true }).waitFor();

export const newContext = (browser: Browser): Promise<BrowserContext> =>
  browser.newContext({ locale: 'en-US' });

/** @returns the start page, where somebody of that name has signed in */
export async function signIn(
  context: BrowserContext,
  { site }: StackUnderTest,
  speaker: string,
): Promise<Page> {
  const page = await context.newPage();
  await page.goto(site);
  const press = () => page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await press();
  await page.getByLabel('Your name').fill(speaker);
  await press();
  await see(page, onThePage.start);
  return page;
}

/** @returns the address of the listener's page */
export async function goOnAir(page: Page): Promise<string> {
  await page.getByRole('button', { name: onThePage.start.name, exact: true }).click();
  await see(page, onThePage.onAir);
  const link = await page.getByRole('link', { name: '/listen/' }).getAttribute('href');
  if (link === null) throw new Error('The page shows no link for listeners.');
  return new URL(link, page.url()).href;
}

export async function openListener(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(address);
  await see(page, onThePage.live);
  return page;
}

/** On the origin of the others. */
export async function openBarePage(context: BrowserContext, { site }: StackUnderTest): Promise<Page> {
  const page = await context.newPage();
  await page.route(site + BARE_PATH, (route) => route.fulfill({ contentType: 'text/html', body: BARE }));
  await page.goto(site + BARE_PATH);
  return page;
}
