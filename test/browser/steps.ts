/** What a speaker does on the page and sees there, in a speaker's words. */
import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { stored } from '../../lambdas/store/items.ts';
import type { StackUnderTest } from '../support/stack.ts';
import type { Desk } from './desk.ts';

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
export const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name, ...(typeof name === 'string' && { exact: true }) });

export const press = (page: Page, name: string) => button(page, name).click();
export const sees = (page: Page, name: string | RegExp) => heading(page, name).waitFor();

/** At the provider, whose page is open. */
export async function giveName(page: Page, speaker: string): Promise<void> {
  await page.getByLabel('Your name').fill(speaker);
  await press(page, 'Sign in');
}

/** A new tab in which the speaker has signed in, at the start page. */
export async function signedIn(desk: Desk): Promise<Page> {
  const page = await desk.openTab();
  await press(page, 'Sign in');
  await giveName(page, desk.speaker);
  await button(page, 'Start session').waitFor();
  return page;
}

/** @returns the session id that the page shows */
export async function startSession(page: Page): Promise<string> {
  await press(page, 'Start session');
  return onAir(page);
}

export async function onAir(page: Page): Promise<string> {
  await sees(page, 'On the air');
  return sessionId(page);
}

export async function sessionId(page: Page): Promise<string> {
  const text = await page.getByTestId('session-id').textContent();
  expect(text).toMatch(/^[a-z]+-[a-z]+-\d{4}$/);
  return text ?? '';
}

/** A tab of a speaker who is on the air. */
export async function broadcasting(desk: Desk): Promise<{ page: Page; id: string }> {
  const page = await signedIn(desk);
  return { page, id: await startSession(page) };
}

/** The speaker's item as stored, by the full names of its attributes; undefined before the first session. */
export async function storedItem({ stack, speaker }: Desk) {
  const item = (await stack.items()).find(({ pk }) => pk === `SPEAKER#${speaker}`);
  if (item === undefined) return undefined;
  return Object.fromEntries(Object.entries(stored).map(([name, short]) => [name, item[short]]));
}

/** Waits until the stored item is like this. */
export const itemBecomes = (desk: Desk, expected: Record<string, unknown>) =>
  expect.poll(() => storedItem(desk), { timeout: 10_000 }).toMatchObject(expected);

/** How the item tells its status. */
export const status = { live: 'l', interrupted: 'i', endedOnRequest: 'r' } as const;

export const connectionsOf = async ({ stack, speaker }: Pick<Desk, 'stack' | 'speaker'>): Promise<string[]> =>
  (await stack.connections())
    .filter((connection) => connection.speaker === speaker)
    .map(({ connectionId }) => connectionId);

/** Has the gateway close every connection of the speaker. */
export async function cut({ stack, speaker }: Desk): Promise<void> {
  for (const connectionId of await connectionsOf({ stack, speaker })) await close(stack, connectionId);
}

/** Has the gateway close every connection that is not the speaker's. */
export async function cutListeners({ stack, speaker }: Desk): Promise<void> {
  for (const connection of await stack.connections())
    if (connection.speaker !== speaker) await close(stack, connection.connectionId);
}

async function close({ gateway }: StackUnderTest, connectionId: string): Promise<void> {
  const url = `${gateway.replace(/^ws/, 'http')}/@connections/${encodeURIComponent(connectionId)}`;
  const response = await fetch(url, {
    method: 'DELETE',
    headers: { authorization: 'AWS4-HMAC-SHA256 local' },
  });
  expect(response.status).toBe(204);
}

/** Has the page's first audio worklet lost on its way. */
export const loseWorklet = (page: Page) =>
  page.addInitScript(() => {
    const add = Object.getOwnPropertyDescriptor(Worklet.prototype, 'addModule')
      ?.value as Worklet['addModule'];
    let failed = false;
    Worklet.prototype.addModule = function (url) {
      const fails = !failed;
      failed = true;
      return add.call(this, fails ? '/assets/lost-on-its-way.js' : url);
    };
  });

/** Answers in the browser's stead. @param ask the browser itself */
type DeviceAnswer = (
  ask: () => Promise<MediaStream>,
  constraints: MediaStreamConstraints | undefined,
) => Promise<MediaStream>;

/** From the next load on. @param answering runs in the page: it can use nothing of the test but `fact` */
export const answerForDevices = (page: Page, answering: (fact: string) => DeviceAnswer, fact = '') =>
  page.addInitScript(`{
    const { mediaDevices } = navigator;
    const answer = (${String(answering)})(${JSON.stringify(fact)});
    const ask = mediaDevices?.getUserMedia.bind(mediaDevices);
    if (ask) mediaDevices.getUserMedia = (constraints) => answer(() => ask(constraints), constraints);
  }`);

/** A tab of a speaker who is on the air, and has refused the microphone. */
export async function withoutMicrophone(desk: Desk): Promise<Page> {
  const page = await signedIn(desk);
  await answerForDevices(
    page,
    () => (ask, constraints) =>
      constraints?.audio === undefined ? ask() : Promise.reject(new DOMException('', 'NotAllowedError')),
  );
  await page.reload();
  await startSession(page);
  await button(page, 'Try again').waitFor();
  return page;
}

/** As browsers do where a person has forbidden the site to store anything. */
export const forbidStorage = (context: BrowserContext) =>
  context.addInitScript(() => {
    const get = (): never => {
      throw new DOMException('Access is denied for this document.', 'SecurityError');
    };
    for (const storage of ['localStorage', 'sessionStorage']) Object.defineProperty(window, storage, { get });
  });

export const endSession = async (page: Page): Promise<void> => {
  await press(page, 'End session');
  await page.getByRole('dialog').getByRole('button', { name: 'End session' }).click();
};
