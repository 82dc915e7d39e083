// The main way through the page, and every way back into a session.
import { expect } from 'vitest';
import { atStack, runSessions } from '../support/operator.ts';
import { deskTest } from './desk.ts';
import {
  broadcasting,
  button,
  cut,
  endSession,
  heading,
  itemBecomes,
  onAir,
  press,
  sees,
  sessionId,
  signedIn,
  startSession,
  status,
  storedItem,
} from './steps.ts';

const test = deskTest();

test('a speaker signs in, chooses, starts, is told the id that is stored, and ends', async ({ desk }) => {
  const page = await signedIn(desk);
  await page.getByLabel('Language you speak').selectOption('Deutsch – German');
  await page.getByRole('radio', { name: 'Premium' }).check();
  const id = await startSession(page);
  expect(await storedItem(desk)).toMatchObject({
    sessionId: id,
    status: status.live,
    sourceLanguage: 'de',
    qualityTier: 'p',
  });

  await endSession(page);
  await sees(page, 'Ended');
  expect(await storedItem(desk)).toMatchObject({ sessionId: id, status: status.endedOnRequest });

  await press(page, 'Start a new session');
  // What was chosen last is remembered.
  expect(await page.getByLabel('Language you speak').inputValue()).toBe('de');
  expect(await page.getByRole('radio', { name: 'Premium' }).isChecked()).toBe(true);
});

test('a session is not ended by asking and thinking better of it', async ({ desk }) => {
  const { page } = await broadcasting(desk);
  await press(page, 'End session');
  await press(page, 'Keep it running');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await sees(page, 'On the air');
  expect(await storedItem(desk)).toMatchObject({ status: status.live });
});

test('a reload on the air resumes the same session', async ({ desk }) => {
  const { page, id } = await broadcasting(desk);
  await page.reload();
  expect(await onAir(page)).toBe(id);
  expect(await storedItem(desk)).toMatchObject({ sessionId: id, status: status.live });
});

test('going away and back resumes the same session', async ({ desk }) => {
  const { page, id } = await broadcasting(desk);
  await page.goto('about:blank');
  await itemBecomes(desk, { status: status.interrupted });
  await page.goBack();
  expect(await onAir(page)).toBe(id);
  await page.goForward();
  await page.goBack();
  expect(await onAir(page)).toBe(id);
});

test('a closed tab that the browser opens again resumes the same session', async ({ desk }) => {
  const { page, id } = await broadcasting(desk);
  const kept = await page.evaluate(() => Object.entries(sessionStorage) as [string, string][]);
  await page.close();
  await itemBecomes(desk, { status: status.interrupted });
  const reopened = await desk.context.newPage();
  // As browsers restore it with the tab.
  await reopened.addInitScript((entries) => {
    for (const [key, value] of entries) sessionStorage.setItem(key, value);
  }, kept);
  await reopened.goto(desk.stack.site);
  expect(await onAir(reopened)).toBe(id);
});

test('a new tab after the first was closed offers to continue the session', async ({ desk }) => {
  const { page, id } = await broadcasting(desk);
  await page.close();
  await itemBecomes(desk, { status: status.interrupted });
  const fresh = await desk.openTab();
  await sees(fresh, 'You have a session elsewhere');
  await press(fresh, 'Continue here');
  expect(await onAir(fresh)).toBe(id);
});

test('settings that were changed are stored, and survive a reconnect', async ({ desk }) => {
  const { page, id } = await broadcasting(desk);
  await press(page, 'Pause');
  await press(page, 'Mute');
  await page.getByLabel('Volume').fill('40');
  await page.getByLabel('Language you speak').selectOption('fr');
  await page.getByRole('radio', { name: 'Premium' }).check();
  const changed = { paused: true, muted: true, volume: 40, sourceLanguage: 'fr', qualityTier: 'p' };
  await itemBecomes(desk, changed);
  await expect.poll(() => page.locator('.saving[data-shown=true]').count()).toBe(0);

  await cut(desk);
  await sees(page, /^Reconnecting/);
  expect(await onAir(page)).toBe(id);
  await page.reload();
  expect(await onAir(page)).toBe(id);
  await button(page, 'Resume').waitFor();
  await button(page, 'Unmute').waitFor();
  expect(await page.getByLabel('Volume').inputValue()).toBe('40');
  expect(await page.getByLabel('Language you speak').inputValue()).toBe('fr');
  expect(await page.getByRole('radio', { name: 'Premium' }).isChecked()).toBe(true);
  expect(await storedItem(desk)).toMatchObject(changed);
});

test('a setting that is not stored yet is shown as being saved', async ({ desk }) => {
  const { page } = await broadcasting(desk);
  // Otherwise there are frames, whose replies may be the ones that are lost.
  await press(page, 'Pause');
  await itemBecomes(desk, { paused: true });
  await desk.stack.faults({ dropReplies: 1 });
  await press(page, 'Mute');
  await page.locator('.toggle', { hasText: 'Unmute' }).getByText('saving…').waitFor();
  // The answer was lost: the change is sent again on the next connection.
  await cut(desk);
  await sees(page, 'On the air');
  await expect.poll(() => page.locator('.saving[data-shown=true]').count()).toBe(0);
  expect(await storedItem(desk)).toMatchObject({ muted: true });
});

test('the session id is copied, and that is said', async ({ desk }) => {
  await desk.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: desk.stack.site });
  const { page, id } = await broadcasting(desk);
  await press(page, 'Copy');
  await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(id);
  expect(await sessionId(page)).toBe(id);
});

test('the link to the audience’s page leaves the speaker on the air', async ({ desk }) => {
  const { page, id } = await broadcasting(desk);
  const opened = desk.context.waitForEvent('page');
  await page.getByRole('link', { name: id }).click();
  await sees(await opened, 'Live');
  await sees(page, 'On the air');
});

test('a QR code that cannot be loaded is said, and the link is there', async ({ desk }) => {
  desk.expectNetworkErrors();
  const { page, id } = await broadcasting(desk);
  await desk.context.route('**/assets/*.js', (route) => route.abort());
  await press(page, 'QR code');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('alert').filter({ hasText: 'The QR code could not be loaded.' }).waitFor();
  expect(await dialog.locator('.link').textContent()).toContain(id);
});

test('a session that an operator ends is said to be over, by whom, and a new one starts', async ({
  desk,
}) => {
  const { page, id } = await broadcasting(desk);
  const { exitCode, stderr } = await runSessions(['end', id, ...atStack(desk.stack)]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  await page.getByText(`${id} was ended by the people who run Podium.`, { exact: true }).waitFor();
  expect(await heading(page, 'On the air').count()).toBe(0);
  await press(page, 'Start a new session');
  expect(await startSession(page)).not.toBe(id);
});
