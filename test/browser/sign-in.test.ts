// Signing in, and tokens that run out: nothing jumps, and only a person can end a session.
import type { BrowserContext, Page, Route } from 'playwright-core';
import { expect } from 'vitest';
import { deskTest, type Desk } from './desk.ts';
import {
  broadcasting,
  button,
  connectionsOf,
  cut,
  forbidStorage,
  giveName,
  heading,
  onAir,
  press,
  sees,
  status,
  storedItem,
} from './steps.ts';

const test = deskTest();

const tokenEndpoint = '**/sign-in/token';

/** Their ten seconds pass side by side. */
const atOnce = test.concurrent;

/** Tokens with two minutes and ten seconds to live: the server asks for the next connection after ten seconds. */
const shortLivedTokens = ({ context, stack, speaker }: Desk) =>
  context.route(tokenEndpoint, async (route) => {
    const response = await route.fetch();
    const expiresInSeconds = 130;
    const tokens = {
      access_token: await stack.token(speaker, { expiresInSeconds }),
      expires_in: expiresInSeconds,
    };
    await route.fulfill({ response, json: { ...((await response.json()) as object), ...tokens } });
  });

const refuseRefresh = (context: BrowserContext) =>
  context.route(tokenEndpoint, (route) => route.fulfill({ status: 400, json: { error: 'invalid_grant' } }));

/** Every heading that the page shows from now on. */
async function headingsOf(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const shown = new Set<string>();
    Object.assign(window, { shown });
    const note = (): void => void shown.add(document.querySelector('h1')?.textContent ?? 'nothing');
    note();
    new MutationObserver(note).observe(document.body, {
      characterData: true,
      childList: true,
      subtree: true,
    });
  });
  return () => page.evaluate(() => [...(window as unknown as { shown: Set<string> }).shown]);
}

atOnce('a token is renewed, and the connection with it, without a moment off the air', async ({ desk }) => {
  await shortLivedTokens(desk);
  const { page, id } = await broadcasting(desk);
  const headings = await headingsOf(page);
  const before = await connectionsOf(desk);
  await expect
    .poll(
      async () => {
        const now = await connectionsOf(desk);
        return now.length === 1 && now[0] !== before[0];
      },
      { timeout: 20_000 },
    )
    .toBe(true);
  expect(await onAir(page)).toBe(id);
  expect(await headings()).toEqual(['On the air']);
});

atOnce(
  'a refused renewal is said while still on the air, and signing in again continues the session',
  async ({ desk }) => {
    desk.expectNetworkErrors();
    await shortLivedTokens(desk);
    const { page, id } = await broadcasting(desk);
    await refuseRefresh(desk.context);
    await button(page, 'Sign in again').waitFor({ timeout: 20_000 });
    await sees(page, 'On the air');
    await desk.context.unrouteAll();
    await press(page, 'Sign in again');
    await giveName(page, desk.speaker);
    expect(await onAir(page)).toBe(id);
  },
);

test('a sign-in that ran out asks for a new one, and the session goes on', async ({ desk }) => {
  desk.expectNetworkErrors();
  await shortLivedTokens(desk);
  const { page, id } = await broadcasting(desk);
  await refuseRefresh(desk.context);
  await cut(desk);
  await sees(page, 'Sign in again');
  expect(await heading(page, 'On the air').count()).toBe(0);
  await desk.context.unrouteAll();
  await press(page, 'Sign in again');
  await giveName(page, desk.speaker);
  expect(await onAir(page)).toBe(id);
  expect(await storedItem(desk)).toMatchObject({ sessionId: id, status: status.live });
});

test.for([
  ['out of reach', (route: Route) => route.abort()],
  ['busy', (route: Route) => route.fulfill({ status: 503, json: { error: 'temporarily_unavailable' } })],
] as const)('a provider that is %s for a while costs nothing', async ([, answer], { desk }) => {
  desk.expectNetworkErrors();
  await shortLivedTokens(desk);
  const { page, id } = await broadcasting(desk);
  const headings = await headingsOf(page);
  await desk.context.unrouteAll();
  await desk.context.route(tokenEndpoint, answer);
  await cut(desk);
  await expect.poll(headings).toContainEqual(expect.stringMatching(/^Reconnecting/));
  expect(await onAir(page)).toBe(id);
  expect(await headings()).not.toContain('Sign in again');
});

test('another speaker who signs in from the same browser never speaks in the first one’s name', async ({
  desk,
}) => {
  const { page } = await broadcasting(desk);
  const other = await desk.openTab();
  await press(other, 'Sign out');
  await press(other, 'Sign in');
  await giveName(other, `${desk.speaker}-other`);
  await button(other, 'Start session').waitFor();
  await cut(desk);
  await sees(page, 'Sign in again');
  expect(await storedItem({ ...desk, speaker: `${desk.speaker}-other` })).toBeUndefined();
});

test('settings that cannot be loaded are said in plain words, with one button', async ({ desk }) => {
  desk.expectNetworkErrors();
  await desk.context.route('**/config.json', (route) => route.abort());
  const page = await desk.openTab();
  await sees(page, 'Podium cannot be reached');
  expect(await page.getByRole('button').allTextContents()).toEqual(['Try again']);
  await desk.context.unrouteAll();
  await press(page, 'Try again');
  await button(page, 'Sign in').waitFor();
});

test('a site that may not store anything says so', async ({ desk }) => {
  await forbidStorage(desk.context);
  const page = await desk.openTab();
  await sees(page, 'This site may not store data');
  expect(await page.getByRole('button').allTextContents()).toEqual(['Reload']);
});

test('a provider that cannot be reached is said in plain words, with one button', async ({ desk }) => {
  desk.expectNetworkErrors();
  await desk.context.route('**/.well-known/openid-configuration', (route) => route.abort());
  const page = await desk.openTab();
  await press(page, 'Sign in');
  await page.getByRole('alert').filter({ hasText: 'Signing in did not work' }).waitFor();
  expect(await page.getByRole('button').allTextContents()).toEqual(['Try again']);
  await desk.context.unrouteAll();
  await press(page, 'Try again');
  await page.getByLabel('Your name').waitFor();
});

test('an answer of the provider that is of no use leads back to the start', async ({ desk }) => {
  const page = await desk.context.newPage();
  await page.goto(`${desk.stack.site}/?error=access_denied&state=unknown`);
  await page.getByRole('alert').filter({ hasText: 'Signing in did not work' }).waitFor();
  expect(page.url()).toBe(`${desk.stack.site}/`);
});
