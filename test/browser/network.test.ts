// Lost connections, lost answers, and a clock that is wrong: the page says what is true and comes back.
import { expect } from 'vitest';
import { deskTest } from './desk.ts';
import {
  broadcasting,
  button,
  connectionsOf,
  cut,
  heading,
  onAir,
  press,
  sees,
  signedIn,
  storedItem,
} from './steps.ts';

const test = deskTest();

/** The stack's own. */
const LEASE_S = 300;

test('without a network the page says so, counts down, and comes back with the same session', async ({
  desk,
}) => {
  desk.expectNetworkErrors();
  const { page, id } = await broadcasting(desk);
  await desk.context.setOffline(true);
  await sees(page, /^Reconnecting, \d+ s left$/);
  await page.getByText('No network; reconnecting as soon as it is back.', { exact: true }).waitFor();
  await cut(desk);
  const before = await secondsLeft(page);
  await expect.poll(() => secondsLeft(page)).toBeLessThan(before);
  await desk.context.setOffline(false);
  expect(await onAir(page)).toBe(id);
  expect(await storedItem(desk)).toMatchObject({ sessionId: id });
});

test('a connection that the gateway closes is replaced, and the page tells who closed it', async ({
  desk,
}) => {
  const { page, id } = await broadcasting(desk);
  await cut(desk);
  await sees(page, /^Reconnecting, \d+ s left$/);
  expect(await onAir(page)).toBe(id);
  await page.getByText('Connection details').click();
  await page.getByText(/closed .* ago by the server \(.*code 1000\)/).waitFor();
  expect(await page.locator('.diagnosis dd').first().textContent()).toBe('2');
});

test('the countdown never promises more than the lease', async ({ desk }) => {
  const { page } = await broadcasting(desk);
  await page.evaluate(() => {
    const shown: string[] = [];
    Object.assign(window, { shown });
    const title = document.querySelector('h1');
    const watch = new MutationObserver(() => shown.push(title?.textContent ?? ''));
    if (title) watch.observe(title, { characterData: true, childList: true, subtree: true });
  });
  // Each at another part of the second, of which the page's clock shows the full ones.
  for (let cuts = 0; cuts < 4; cuts += 1) {
    await cut(desk);
    await sees(page, /^Reconnecting, \d+ s left$/);
    await onAir(page);
  }
  const shown = await page.evaluate(() => (window as unknown as { shown: string[] }).shown);
  const left = shown.flatMap((title) => Number(/(\d+) s left$/.exec(title)?.[1] ?? []));
  expect(left.length).toBeGreaterThanOrEqual(4);
  expect(Math.max(...left)).toBeLessThanOrEqual(LEASE_S);
});

test('the countdown is not read out every second', async ({ desk }) => {
  const { page } = await broadcasting(desk);
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    const watch = new MutationObserver((changes) =>
      changes.forEach(({ target }) => said.push(target.textContent ?? '')),
    );
    for (const region of document.querySelectorAll('[role=status], [role=alert]'))
      watch.observe(region, { characterData: true, childList: true, subtree: true });
  });
  await desk.context.setOffline(true);
  await sees(page, /^Reconnecting/);
  const before = await secondsLeft(page);
  await expect.poll(() => secondsLeft(page), { timeout: 5_000 }).toBeLessThan(before - 1);
  const said = await page.evaluate(() => (window as unknown as { said: string[] }).said);
  expect(said.filter((text) => text !== '')).toEqual([
    'Reconnecting. No network; reconnecting as soon as it is back.',
  ]);
});

test('a laptop whose clock is hours wrong counts down rightly', async ({ desk }) => {
  desk.expectNetworkErrors();
  await desk.context.addInitScript(() => {
    const wrongMs = 5 * 3_600_000;
    const RealDate = Date;
    const WrongDate = class extends RealDate {
      constructor(...parts: [] | [number]) {
        super(...(parts.length === 0 ? ([RealDate.now() + wrongMs] as const) : parts));
      }
      static override now(): number {
        return RealDate.now() + wrongMs;
      }
    };
    globalThis.Date = WrongDate as DateConstructor;
    const origin = performance.timeOrigin + wrongMs;
    Object.defineProperty(performance, 'timeOrigin', { get: () => origin });
  });
  const { page, id } = await broadcasting(desk);
  expect(await page.locator('.running').textContent()).toMatch(/^Running for 0:0\d$/);
  await desk.context.setOffline(true);
  await sees(page, /^Reconnecting/);
  const left = await secondsLeft(page);
  // The lease is 300 s.
  expect(left).toBeGreaterThan(280);
  expect(left).toBeLessThanOrEqual(300);
  await desk.context.setOffline(false);
  expect(await onAir(page)).toBe(id);
});

test('a double press whose answer is lost starts exactly one session', async ({ desk }) => {
  const page = await signedIn(desk);
  await desk.stack.faults({ dropReplies: 1 });
  await button(page, 'Start session').dblclick();
  await sees(page, 'Connecting…');
  await expect.poll(() => storedItem(desk)).toBeDefined();
  await cut(desk);
  const id = await onAir(page);
  expect(await storedItem(desk)).toMatchObject({ sessionId: id, windowCount: 1 });
});

test('a reload before the answer came starts no second session', async ({ desk }) => {
  const page = await signedIn(desk);
  await desk.stack.faults({ dropReplies: 1 });
  await press(page, 'Start session');
  await expect.poll(() => storedItem(desk)).toBeDefined();
  await page.reload();
  const id = await onAir(page);
  expect(await storedItem(desk)).toMatchObject({ sessionId: id, windowCount: 1 });
});

test('without a fault the one connection stays open', async ({ desk }) => {
  const { page } = await broadcasting(desk);
  const [connection] = await connectionsOf(desk);
  await press(page, 'Mute');
  await expect.poll(() => storedItem(desk)).toMatchObject({ muted: true });
  await button(page, 'Unmute').waitFor();
  expect(await connectionsOf(desk)).toEqual([connection]);
});

async function secondsLeft(page: Parameters<typeof heading>[0]): Promise<number> {
  const text = await heading(page, /^Reconnecting/).textContent();
  return Number(/(\d+) s left/.exec(text ?? '')?.[1]);
}
