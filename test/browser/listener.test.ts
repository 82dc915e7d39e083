// The listener's page: into a session, through everything that happens to it, and out.
import { expect } from 'vitest';
import { deskTest } from './desk.ts';
import { fact, listening, openListener } from './listening.ts';
import { sends, sentFrames } from './sent-frames.ts';
import { broadcasting, cut, cutListeners, endSession, press, sees, signedIn, startSession } from './steps.ts';

const test = deskTest();

test('the link that the speaker shares leads to the sound, with its language, its count and its delay', async ({
  desk,
}) => {
  const { page, id } = await broadcasting(desk);
  const link = await page.getByRole('link', { name: id }).getAttribute('href');
  expect(link).toBe(`${desk.stack.site}/listen/${id}`);
  const listener = await listening(desk, id);
  expect(await fact(listener, 'Language').textContent()).toBe('English');
  await listener.getByText('1 listener', { exact: true }).waitFor();
  await expect.poll(() => fact(listener, 'Delay').textContent()).toMatch(/^about \d+ ms behind$/);
  const [, ms] = /(\d+)/.exec((await fact(listener, 'Delay').textContent()) ?? '') ?? [];
  // One machine, one clock: the estimate is the truth, and no sound is heard before it was waited for.
  expect(Number(ms)).toBeGreaterThan(100);
  expect(Number(ms)).toBeLessThan(3_000);
  await listening(desk, id);
  await listener.getByText('2 listeners', { exact: true }).waitFor();
});

test('a session is found by typing what the speaker reads out', async ({ desk }) => {
  const { id } = await broadcasting(desk);
  const page = await desk.context.newPage();
  await page.goto(`${desk.stack.site}/listen`);
  await press(page, 'Listen');
  await page.getByText('Type the session’s name').waitFor();
  await page.getByLabel('Session id').fill(` ${id.replaceAll('-', ' ').toUpperCase()} `);
  await press(page, 'Listen');
  await sees(page, 'Live');
  expect(new URL(page.url()).pathname).toBe(`/listen/${id}`);
});

test('a name that no session has is said to be none, and another one can be typed', async ({ desk }) => {
  desk.expectNetworkErrors();
  const page = await desk.context.newPage();
  await page.goto(`${desk.stack.site}/listen/nobody-nowhere-1`);
  await sees(page, 'No such session');
  await page.getByText('nobody-nowhere-1').first().waitFor();
  await page.getByLabel('Session id').waitFor();
});

test('a name that no session can have is said to be none without asking for it', async ({ desk }) => {
  const page = await desk.context.newPage();
  let sockets = 0;
  page.on('websocket', () => (sockets += 1));
  await page.goto(`${desk.stack.site}/listen/caring%20king%202754`);
  await sees(page, 'No such session');
  await page.getByText('There is no session called caring king 2754').waitFor();
  await page.getByLabel('Session id').waitFor();
  expect(sockets).toBe(0);
});

test('a speaker who pauses, mutes, loses the connection and comes back is followed', async ({ desk }) => {
  const { page, id } = await broadcasting(desk);
  const listener = await listening(desk, id);
  await press(page, 'Pause');
  await sees(listener, 'Paused');
  await press(page, 'Resume');
  await sees(listener, 'Live');
  await press(page, 'Mute');
  await listener.getByText('The speaker is muted.').first().waitFor();
  await press(page, 'Unmute');
  await page.close();
  await sees(listener, 'The speaker is reconnecting');
  await listener
    .getByText(/^The session is kept for \d+ s\.$/)
    .first()
    .waitFor();
  const again = await desk.openTab();
  await sees(again, 'You have a session elsewhere');
  await press(again, 'Continue here');
  await sees(again, 'On the air');
  await sees(listener, 'Live');
});

test('a listener who loses the connection comes back, hears on, and is told what is missing', async ({
  desk,
}) => {
  desk.expectNetworkErrors();
  const page = await signedIn(desk);
  const sent = sentFrames(page);
  const id = await startSession(page);
  const context = await desk.context.browser()?.newContext({ locale: 'en-US' });
  if (context === undefined) throw new Error('no browser');
  try {
    const listener = await context.newPage();
    await openListener(desk, listener, id);
    await expect.poll(() => fact(listener, 'Delay').textContent()).toMatch(/behind$/);
    await context.setOffline(true);
    await cutListeners(desk);
    await sees(listener, 'Reconnecting');
    await sends(sent, 'audio', 20);
    await context.setOffline(false);
    await sees(listener, 'Live');
    await listener
      .getByRole('status')
      .filter({ hasText: / missing$/ })
      .waitFor();
    expect(await fact(listener, 'Missing').textContent()).not.toBe('nothing');
  } finally {
    await context.close();
  }
});

test('the end of the session is told, and so is that it was over before', async ({ desk }) => {
  desk.expectNetworkErrors();
  const { page, id } = await broadcasting(desk);
  const listener = await listening(desk, id);
  await endSession(page);
  await sees(listener, 'The session is over');
  const late = await desk.context.newPage();
  await late.goto(`${desk.stack.site}/listen/${id}`);
  await sees(late, /^(The session is over|No such session)$/);
});

test('the speaker’s camera is seen', async ({ desk }) => {
  const { page, id } = await broadcasting(desk);
  const listener = await listening(desk, id);
  await press(page, 'Show camera');
  const still = listener.getByRole('img', { name: 'A still of the speaker' });
  await still.waitFor();
  await expect
    .poll(() => still.evaluate((canvas) => (canvas as HTMLCanvasElement).width))
    .toBeGreaterThan(300);
  await press(page, 'Stop camera');
  await still.waitFor({ state: 'detached' });
});

test('cutting the speaker’s connection costs the audience nothing', async ({ desk }) => {
  const { id } = await broadcasting(desk);
  const listener = await listening(desk, id);
  await cut(desk);
  await sees(listener, 'The speaker is reconnecting');
  await sees(listener, 'Live');
  expect(await fact(listener, 'Missing').textContent()).toBe('nothing');
});
