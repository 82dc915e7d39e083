// Signing out: nothing that runs is left behind without a word, and nobody stays signed in.
import { expect } from 'vitest';
import { CLIENT_ID } from '../../infra/local/sign-in/tokens.ts';
import { atStack, runSessions } from '../support/operator.ts';
import { deskTest } from './desk.ts';
import {
  broadcasting,
  button,
  giveName,
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
