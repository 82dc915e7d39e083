// Where a stage lets in only so many listeners, or only those who are signed in.
import { deskTest } from './desk.ts';
import { listening } from './listening.ts';
import { broadcasting, button, forbidStorage, giveName, press, sees } from './steps.ts';
import { expect } from 'vitest';

const test = deskTest(['--listener-limit', '1', '--listeners', 'signedIn']);

test('who is not signed in is asked to, and comes back to the session', async ({ desk }) => {
  const { id } = await broadcasting(desk);
  const context = await desk.context.browser()?.newContext({ locale: 'en-US' });
  if (context === undefined) throw new Error('no browser');
  try {
    const page = await context.newPage();
    // As some type it, or as a link is made longer on its way.
    await page.goto(`${desk.stack.site}/listen/${id}/`);
    await sees(page, `Listen to ${id}`);
    await press(page, 'Sign in');
    await giveName(page, `${desk.speaker}-listener`);
    await sees(page, 'Live');
    expect(new URL(page.url()).pathname).toBe(`/listen/${id}/`);
  } finally {
    await context.close();
  }
});

test('a provider that is not reached is said where a listener has to sign in again', async ({ desk }) => {
  desk.expectNetworkErrors();
  const { context, stack } = desk;
  const { id } = await broadcasting(desk);
  const listener = await context.newPage();
  // What this browser keeps of the sign-in has run out, and nothing is there to renew it.
  await listener.addInitScript(() => {
    if (location.href === 'about:blank') return;
    for (const key of Object.keys(localStorage).filter((key) => key.startsWith('oidc.user'))) {
      const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as object;
      localStorage.setItem(key, JSON.stringify({ ...kept, expires_at: 1, refresh_token: undefined }));
    }
  });
  await listener.goto(`${stack.site}/listen/${id}`);
  await sees(listener, 'Sign in again');
  await context.route('**/.well-known/openid-configuration', (route) => route.abort());
  await press(listener, 'Sign in again');
  await listener.getByRole('alert').filter({ hasText: 'Signing in did not work.' }).waitFor();
});

test('a listener is told that the site may not store anything, which signing in needs', async ({ desk }) => {
  await forbidStorage(desk.context);
  const page = await desk.context.newPage();
  await page.goto(`${desk.stack.site}/listen/caring-king-2754`);
  await sees(page, 'This site may not store data');
  await button(page, 'Reload').waitFor();
});

test('one too many is told when it is tried again, and let in when there is room', async ({ desk }) => {
  const { id } = await broadcasting(desk);
  // Signed in, as the speaker is: it is the same browser.
  const first = await listening(desk, id);
  const second = await desk.context.newPage();
  await second.goto(`${desk.stack.site}/listen/${id}`);
  await sees(second, /^Full: trying again in \d+ s$/);
  await button(second, 'Try now').waitFor();
  await first.close();
  await expect
    .poll(
      async () => {
        await button(second, 'Try now')
          .click({ timeout: 500 })
          .catch(() => undefined);
        return second.getByRole('heading', { level: 1 }).textContent();
      },
      { timeout: 15_000 },
    )
    .toBe('Live');
});
