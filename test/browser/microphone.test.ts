// What a speaker's page does with microphone and camera, and what it says where it cannot have them.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { deskTest } from './desk.ts';
import { recordSound } from './sound-records.ts';
import { sends, sentFrames } from './sent-frames.ts';
import {
  answerForDevices,
  broadcasting,
  button,
  loseWorklet,
  press,
  sees,
  signedIn,
  startSession,
} from './steps.ts';

const test = deskTest();

const problem = (page: Page) => page.getByRole('alert').filter({ hasText: 'without sound' });

/** Where the browser's own answer is `name`, as it is to one who refuses. */
const refuse = (page: Page, name: string) =>
  answerForDevices(
    page,
    (name) => {
      let refused = false;
      return (ask) => {
        if (refused) return ask();
        refused = true;
        return Promise.reject(new DOMException('not now', name));
      };
    },
    name,
  );

/** 0 to 100. */
const levelOn = async (page: Page) =>
  Number(await page.getByRole('meter', { name: 'Level' }).getAttribute('aria-valuenow'));

/** By the page's own count of how long the session runs. */
async function aSecondPasses(page: Page): Promise<void> {
  const running = page.locator('.running');
  const before = await running.textContent();
  await expect.poll(() => running.textContent()).not.toBe(before);
}

test('sound is sent from the start: Opus where the browser has it, PCM where a person wants it', async ({
  desk,
}) => {
  const page = await signedIn(desk);
  const sent = sentFrames(page);
  await startSession(page);
  await sends(sent, 'audio');
  expect(sent.at(-1)).toMatchObject({ contentType: 'audio/opus', durationMs: 60 });
  await page.getByLabel('Sound').selectOption('Uncompressed, 256 kbit/s');
  await expect.poll(() => sent.at(-1)?.contentType).toBe('audio/pcm;rate=16000');
  expect(sent.at(-1)).toMatchObject({ durationMs: 100 });
  expect(Buffer.from(sent.at(-1)?.data ?? '', 'base64').length).toBe(3_200);
});

test('the meter shows that something is heard', async ({ desk }) => {
  const { page } = await broadcasting(desk);
  const level = () => levelOn(page);
  await expect.poll(level).toBeGreaterThan(50);
  await press(page, 'Mute');
  await expect.poll(level).toBe(0);
});

test.for(['Mute', 'Pause'] as const)(
  '%s stops the capture, and what is on goes on after it',
  async (name, { desk }) => {
    const records = await recordSound(desk.context);
    const { page } = await broadcasting(desk);
    await expect.poll(() => records.captured.length).toBeGreaterThan(2);
    await press(page, name);
    await button(page, name === 'Mute' ? 'Unmute' : 'Resume').waitFor();
    // Whatever the worklet had posted by then is there: the page has answered since.
    await page.evaluate(() => new Promise(requestAnimationFrame));
    const before = records.captured.length;
    await aSecondPasses(page);
    expect(records.captured.length).toBe(before);
    await press(page, name === 'Mute' ? 'Unmute' : 'Resume');
    await expect.poll(() => records.captured.length).toBeGreaterThan(before + 2);
  },
);

test('less volume is less of what is captured', async ({ desk }) => {
  const { page } = await broadcasting(desk);
  const level = () => levelOn(page);
  await page.getByLabel('Volume').fill('100');
  await expect.poll(level).toBeGreaterThan(70);
  await page.getByLabel('Volume').fill('2');
  await expect.poll(level).toBeLessThan(45);
});

test('another microphone is chosen, and sound goes on', async ({ desk }) => {
  const page = await signedIn(desk);
  const sent = sentFrames(page);
  await startSession(page);
  const field = page.getByLabel('Microphone');
  const chosen = () => field.evaluate((select) => (select as HTMLSelectElement).selectedOptions[0]?.text);
  await expect.poll(chosen).toBe('Fake Default Audio Input');
  await field.selectOption('Fake Audio Input 2');
  await sends(sent, 'audio');
  expect(await chosen()).toBe('Fake Audio Input 2');
});

test('a refused microphone is told in plain words, and the session goes on without sound until it is allowed', async ({
  desk,
}) => {
  const page = await signedIn(desk);
  const sent = sentFrames(page);
  await refuse(page, 'NotAllowedError');
  await page.reload();
  await startSession(page);
  await problem(page).filter({ hasText: 'may not use your microphone' }).waitFor();
  await sees(page, 'On the air');
  expect(sent).toEqual([]);
  await press(page, 'Try again');
  await sends(sent, 'audio');
  await problem(page).waitFor({ state: 'detached' });
});

test.for([
  ['NotFoundError', 'No microphone was found'],
  ['NotReadableError', 'in use by another program'],
] as const)('%s: %s', async ([name, words], { desk }) => {
  const page = await signedIn(desk);
  await refuse(page, name);
  await page.reload();
  await startSession(page);
  await problem(page).filter({ hasText: words }).waitFor();
});

test('a microphone that is taken away is told, and the next one is one press away', async ({ desk }) => {
  const page = await signedIn(desk);
  await answerForDevices(page, () => async (ask) => {
    const stream = await ask();
    Object.assign(window, { unplug: () => stream.getTracks()[0]?.dispatchEvent(new Event('ended')) });
    return stream;
  });
  await page.reload();
  const sent = sentFrames(page);
  await startSession(page);
  await sends(sent, 'audio');
  await page.evaluate(() => (window as unknown as { unplug: () => void }).unplug());
  await problem(page).filter({ hasText: 'unplugged' }).waitFor();
  await sees(page, 'On the air');
  await press(page, 'Try again');
  await sends(sent, 'audio');
});

test('a microphone that the system silences is told while it should be heard, and comes back by itself', async ({
  desk,
}) => {
  const page = await signedIn(desk);
  await answerForDevices(page, () => async (ask) => {
    const stream = await ask();
    const [track] = stream.getAudioTracks();
    let muted = false;
    if (track) Object.defineProperty(track, 'muted', { get: () => muted });
    const silence = (silent: boolean): void => {
      muted = silent;
      track?.dispatchEvent(new Event(silent ? 'mute' : 'unmute'));
    };
    Object.assign(window, { silence });
    return stream;
  });
  const silence = (silent: boolean) =>
    page.evaluate(
      (silent) => (window as unknown as { silence: (silent: boolean) => void }).silence(silent),
      silent,
    );
  const told = problem(page).filter({ hasText: 'silenced by your system' });
  await page.reload();
  await startSession(page);
  await page.getByText('Your session is live.', { exact: true }).waitFor();
  await silence(true);
  await told.waitFor();
  await page.getByText('Your session is live, without sound.').waitFor();
  await press(page, 'Mute');
  await told.waitFor({ state: 'detached' });
  await press(page, 'Unmute');
  await told.waitFor();
  await silence(false);
  await told.waitFor({ state: 'detached' });
  await silence(true);
  await told.waitFor();
  await press(page, 'Try again');
  await page.getByText('Your session is live.', { exact: true }).waitFor();
});

test('capture that the system stops goes on', async ({ desk }) => {
  const page = await signedIn(desk);
  await page.addInitScript(() => {
    window.AudioContext = class extends AudioContext {
      constructor(options?: AudioContextOptions) {
        super(options);
        Object.assign(window, { capture: this });
      }
    };
  });
  await page.reload();
  const sent = sentFrames(page);
  await startSession(page);
  await sends(sent, 'audio');
  await page.evaluate(() => (window as unknown as { capture: AudioContext }).capture.suspend());
  await sends(sent, 'audio', 20);
});

test('a part of the page that did not come is told as that, and comes at the next try', async ({ desk }) => {
  desk.expectNetworkErrors();
  const page = await signedIn(desk);
  await loseWorklet(page);
  await page.reload();
  const sent = sentFrames(page);
  await startSession(page);
  await problem(page).filter({ hasText: 'A part of this page could not be loaded.' }).waitFor();
  await page.getByText('Your session is live, without sound.').waitFor();
  await press(page, 'Try again');
  await sends(sent, 'audio');
});
