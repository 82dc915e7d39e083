// How sessions and pages grow old.
import { expect } from 'vitest';
import { deskTest } from './desk.ts';
import {
  broadcasting,
  button,
  cut,
  heading,
  onAir,
  press,
  sees,
  signedIn,
  startSession,
  status,
  storedItem,
} from './steps.ts';

const test = deskTest([
  ...['--lease-ms', '3000', '--heartbeat-ms', '1000', '--grace-ms', '1000'],
  // Less than the quarter of an hour at which the page begins to warn.
  ...['--session-ms', '600000'],
]);

test.concurrent(
  'a session that expired overnight is said in the morning, and a new one starts',
  async ({ desk }) => {
    desk.expectNetworkErrors();
    const { page, id } = await broadcasting(desk);
    await desk.context.setOffline(true);
    await sees(page, /^Reconnecting, \d s left$/);
    await cut(desk);
    await sees(page, 'Reconnecting');
    await page.getByText('No network; reconnecting as soon as it is back.', { exact: true }).waitFor();
    await desk.context.setOffline(false);
    await sees(page, 'Expired');
    await page.getByText(new RegExp(`^${id} was without a connection`)).waitFor();
    await press(page, 'Start a new session');
    expect(await startSession(page)).not.toBe(id);
  },
);

test.concurrent('a page that is loaded after its session expired begins at the start', async ({ desk }) => {
  const { page } = await broadcasting(desk);
  await page.goto('about:blank');
  await expect
    .poll(async () => Number((await storedItem(desk))?.['leaseUntil']) < Date.now(), { timeout: 10_000 })
    .toBe(true);
  await page.goBack();
  await button(page, 'Start session').waitFor();
});

test.concurrent('heartbeats keep a session on the air beyond its lease', async ({ desk }) => {
  const { page, id } = await broadcasting(desk);
  const first = Number((await storedItem(desk))?.['leaseUntil']);
  await expect.poll(() => Date.now(), { timeout: 10_000 }).toBeGreaterThan(first);
  expect(await onAir(page)).toBe(id);
  expect(await storedItem(desk)).toMatchObject({ sessionId: id, status: status.live });
});

test('before its longest age a session warns, and the next one starts when the speaker likes', async ({
  desk,
}) => {
  const { page, id } = await broadcasting(desk);
  await page.getByText(/^This session can run for (9|10) min more\./).waitFor();
  await page.getByLabel('Volume').fill('10');
  await press(page, 'Start a new session');
  await press(page, 'Keep it running');
  await sees(page, 'On the air');
  await press(page, 'Start a new session');
  await press(page, 'End it and start a new one');
  await expect.poll(() => page.getByTestId('session-id').textContent()).not.toBe(id);
  const next = await onAir(page);
  expect(await storedItem(desk)).toMatchObject({ sessionId: next, status: status.live, windowCount: 2 });
});

test('a page that is older than the backend asks to be reloaded', async ({ desk }) => {
  const page = await signedIn(desk);
  // A command that the backend has forgotten.
  await page.evaluate(() => {
    const { send } = Object.getOwnPropertyDescriptors(WebSocket.prototype);
    Object.assign(WebSocket.prototype, {
      send(this: WebSocket, text: string): void {
        send.value?.call(this, text.replace('"createSession"', '"openSession"'));
      },
    });
  });
  await press(page, 'Start session');
  await sees(page, 'This page is out of date');
  expect(await heading(page, 'On the air').count()).toBe(0);
  await press(page, 'Reload');
  await button(page, 'Start session').waitFor();
  await startSession(page);
});
