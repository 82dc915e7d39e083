// Signing in and out, and tokens that run out: nothing jumps, and only a person can end a session.
import type { BrowserContext, Page, Route } from 'playwright-core';
import { expect } from 'vitest';
import { CLIENT_ID } from '../../infra/local/sign-in/tokens.ts';
import { atStack, runSessions } from '../support/operator.ts';
import { deskTest, type Desk } from './desk.ts';
import {
  broadcasting,
  button,
  connectionsOf,
  cut,
  forbidStorage,
  giveName,
  heading,
  itemBecomes,
  onAir,
  press,
  sees,
  signedIn,
  startSession,
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

test('signing out on the air asks first, and can leave the session running', async ({ desk }) => {
  const { page, id } = await broadcasting(desk);
  await press(page, 'Sign out');
  await press(page, 'Stay signed in');
  await sees(page, 'On the air');
  await press(page, 'Sign out');
  await press(page, 'Leave it running and sign out');
  await button(page, 'Sign in').waitFor();
  await itemBecomes(desk, { sessionId: id, status: status.interrupted });
  await press(page, 'Sign in');
  await giveName(page, desk.speaker);
  expect(await onAir(page)).toBe(id);
});

test('signing out on the air can end the session first', async ({ desk }) => {
  const { page, id } = await broadcasting(desk);
  await press(page, 'Sign out');
  await press(page, 'End it and sign out');
  await button(page, 'Sign in').waitFor();
  expect(await storedItem(desk)).toMatchObject({ sessionId: id, status: status.endedOnRequest });
  expect(
    await page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith('oidc.user'))),
  ).toBe(false);
});

test('the question about a session goes away with it, and does not come back with the next one', async ({
  desk,
}) => {
  const { page, id } = await broadcasting(desk);
  await press(page, 'Sign out');
  await page.getByRole('dialog').waitFor();
  const { exitCode } = await runSessions(['end', id, ...atStack(desk.stack)]);
  expect(exitCode).toBe(0);
  await sees(page, 'Ended');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await press(page, 'Start a new session');
  await startSession(page);
  expect(await page.locator('dialog').count()).toBe(0);
});

test('signing out takes back what could have renewed the tokens for weeks', async ({ desk }) => {
  const page = await signedIn(desk);
  const user = await page.evaluate(() => {
    const [, kept = '{}'] =
      Object.entries(localStorage as Record<string, string>).find(([key]) => key.startsWith('oidc.user')) ??
      [];
    return JSON.parse(kept) as { refresh_token: string };
  });
  const renew = async () => {
    const form = { grant_type: 'refresh_token', refresh_token: user.refresh_token, client_id: CLIENT_ID };
    const body = new URLSearchParams(form);
    return (await fetch(`${desk.stack.site}/sign-in/token`, { method: 'POST', body })).status;
  };
  expect(await renew()).toBe(200);
  await press(page, 'Sign out');
  await button(page, 'Sign in').waitFor();
  await expect.poll(renew).toBe(400);
});

test('a provider that takes nothing back keeps nobody signed in', async ({ desk }) => {
  desk.expectNetworkErrors();
  const page = await signedIn(desk);
  await desk.context.route('**/sign-in/revoke', (route) => route.abort());
  await press(page, 'Sign out');
  await button(page, 'Sign in').waitFor();
  await page.reload();
  await button(page, 'Sign in').waitFor();
});

test('signing out with nothing on the air does not ask', async ({ desk }) => {
  const page = await signedIn(desk);
  await press(page, 'Sign out');
  await button(page, 'Sign in').waitFor();
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
