// What a speaker's page does with the camera, and what it says of it.
import { expect } from 'vitest';
import { deskTest } from './desk.ts';
import { sends, sentFrames } from './sent-frames.ts';
import { answerForDevices, button, press, signedIn, startSession } from './steps.ts';

const test = deskTest();

test('the audience is not said to see anything while the camera is asked for, and its film needs no screen', async ({
  desk,
}) => {
  const page = await signedIn(desk);
  await answerForDevices(page, () => async (ask, constraints) => {
    if (constraints?.video !== undefined)
      await new Promise<void>((allow) => Object.assign(window, { allow }));
    return ask();
  });
  await page.addInitScript(() => {
    const { prototype } = HTMLMediaElement;
    const play = Object.getOwnPropertyDescriptor(prototype, 'play')?.value as () => Promise<void>;
    prototype.play = function () {
      Object.assign(window, { film: this });
      return play.call(this);
    };
  });
  await page.reload();
  await startSession(page);
  await press(page, 'Show camera');
  await button(page, 'Stop camera').waitFor();
  const words = page.locator('.camera p');
  expect(await words.textContent()).toBe('Waiting for your permission…');
  await page.evaluate(() => (window as unknown as { allow: () => void }).allow());
  await expect.poll(() => words.textContent()).toBe('The audience sees a still every second.');
  expect(await page.evaluate(() => (window as unknown as { film: HTMLVideoElement }).film.playsInline)).toBe(
    true,
  );
});

test('a still is sent once a second while the camera is shown, and none before or after', async ({
  desk,
}) => {
  const page = await signedIn(desk);
  const sent = sentFrames(page);
  await startSession(page);
  await sends(sent, 'audio');
  const stills = () => sent.filter(({ kind }) => kind === 'image');
  expect(stills()).toEqual([]);
  await press(page, 'Show camera');
  await sends(sent, 'image', 2);
  for (const { contentType, data } of stills()) {
    expect(contentType).toBe('image/jpeg');
    const still = Buffer.from(data, 'base64');
    expect(still.subarray(0, 2).toString('hex')).toBe('ffd8');
    expect(still.length).toBeLessThanOrEqual(24_000);
  }
  await page.getByText('The audience sees a still every second.').waitFor();
  await press(page, 'Pause');
  await page.getByText('Paused. Nobody sees you.').waitFor();
  await press(page, 'Resume');
  await page.getByText('The audience sees a still every second.').waitFor();
  await press(page, 'Stop camera');
  const before = stills().length;
  await sends(sent, 'audio', 20);
  expect(stills().length).toBeLessThanOrEqual(before + 1);
});
