// What a listener's page does to be heard, and what it says where it cannot be.
import { expect } from 'vitest';
import { deskTest } from './desk.ts';
import { demandPress, fact, openListener } from './listening.ts';
import { broadcasting, button, endSession, loseWorklet, press, sees } from './steps.ts';

const test = deskTest();

test('nobody is startled: without a press there is no sound, and the press is one button', async ({
  desk,
}) => {
  const { id } = await broadcasting(desk);
  const page = await desk.context.newPage();
  await demandPress(page);
  await page.goto(`${desk.stack.site}/listen/${id}`);
  await button(page, 'Listen').waitFor();
  expect(await fact(page, 'Delay').textContent()).toBe('–');
  await press(page, 'Listen');
  await expect.poll(() => fact(page, 'Delay').textContent()).toMatch(/behind$/);
});

test('a browser without an Opus decoder says so', async ({ desk }) => {
  const { id } = await broadcasting(desk);
  const page = await desk.context.newPage();
  await page.addInitScript(() => Reflect.deleteProperty(window, 'AudioDecoder'));
  await page.goto(`${desk.stack.site}/listen/${id}`);
  await page
    .getByRole('alert')
    .filter({ hasText: 'This browser cannot play what the speaker sends' })
    .waitFor();
});

test('what one format cannot be played in is heard as soon as the speaker sends another', async ({
  desk,
}) => {
  const { page: speaker, id } = await broadcasting(desk);
  const page = await desk.context.newPage();
  await demandPress(page);
  await page.addInitScript(() => Reflect.deleteProperty(window, 'AudioDecoder'));
  await page.goto(`${desk.stack.site}/listen/${id}`);
  const cannot = page.getByRole('alert').filter({ hasText: 'This browser cannot play' });
  await cannot.waitFor();
  await speaker.getByLabel('Sound').selectOption('Uncompressed, 256 kbit/s');
  await cannot.waitFor({ state: 'detached' });
  await press(page, 'Listen');
  await expect.poll(() => fact(page, 'Delay').textContent()).toMatch(/behind$/);
});

test('after the end what was said last is heard, and then the sound system is given back', async ({
  desk,
}) => {
  const { page: speaker, id } = await broadcasting(desk);
  const page = await desk.context.newPage();
  await page.addInitScript(() => {
    const queued: number[] = [];
    const closed: number[][] = [];
    Object.assign(window, { reportsAtClose: closed });
    window.AudioContext = class extends AudioContext {
      override close(): Promise<void> {
        closed.push([...queued]);
        return super.close();
      }
    };
    window.AudioWorkletNode = class extends AudioWorkletNode {
      constructor(context: BaseAudioContext, name: string, options?: AudioWorkletNodeOptions) {
        super(context, name, options);
        this.port.addEventListener('message', ({ data }: MessageEvent<{ queuedMs: number }>) =>
          queued.push(data.queuedMs),
        );
      }
    };
  });
  await openListener(desk, page, id);
  await expect.poll(() => fact(page, 'Delay').textContent()).toMatch(/behind$/);
  await endSession(speaker);
  await sees(page, 'The session is over');
  const closed = () =>
    page.evaluate(() => (window as unknown as { reportsAtClose: number[][] }).reportsAtClose);
  await expect.poll(async () => (await closed()).length).toBe(1);
  const [reports = []] = await closed();
  // Nothing that could be played waits any more, and nothing was played since the report before.
  expect(reports.at(-1)).toBeLessThan(250);
  expect(reports.at(-1)).toBe(reports.at(-2));
});

test('the switch that silences an iPhone’s bell does not silence the speaker', async ({ desk }) => {
  const { id } = await broadcasting(desk);
  const page = await desk.context.newPage();
  await page.addInitScript(() => {
    const audioSession = { type: 'auto' };
    Object.assign(navigator, { audioSession });
    window.AudioContext = class extends AudioContext {
      constructor(options?: AudioContextOptions) {
        Object.assign(window, { typeAtStart: audioSession.type });
        super(options);
      }
    };
  });
  await page.goto(`${desk.stack.site}/listen/${id}`);
  await sees(page, 'Live');
  expect(await page.evaluate(() => (window as unknown as { typeAtStart: string }).typeAtStart)).toBe(
    'playback',
  );
});

test('a player that could not be loaded is loaded at the next try', async ({ desk }) => {
  desk.expectNetworkErrors();
  const { id } = await broadcasting(desk);
  const page = await desk.context.newPage();
  await loseWorklet(page);
  await page.goto(`${desk.stack.site}/listen/${id}`);
  await page.getByRole('alert').filter({ hasText: 'The player could not be loaded.' }).waitFor();
  await press(page, 'Try again');
  await expect.poll(() => fact(page, 'Delay').textContent()).toMatch(/behind$/);
});
