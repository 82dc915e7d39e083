// The audience hears the speaker: every sample once and in order, and what is missing is announced.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { deskTest, type Desk } from './desk.ts';
import { TONE_HZ } from './known-sound.ts';
import { fact, listening, openListener } from './listening.ts';
import { receivedFrames, recordSound, samplesOf, type SoundRecords } from './sound-records.ts';
import { sentFrames, sentMessages, unacknowledged } from './sent-frames.ts';
import { broadcasting, button, cut, onAir, press, sees, signedIn, startSession } from './steps.ts';

const test = deskTest();

const SAMPLE_RATE_HZ = 16_000;
/** Of an Opus frame, which is 60 ms long. */
const FRAME_SAMPLES = 960;

/** What every page of the desk sends, as if it had been chosen the last time: PCM, to be compared sample by sample. */
const speakInPcm = (desk: Desk) =>
  desk.context.addInitScript(() => {
    // Before a page is loaded there is an empty one, which has no storage.
    if (location.href !== 'about:blank') localStorage.setItem('podium.sound', '{"format":"pcm"}');
  });

/** Waits until so many more pieces were heard. */
async function hears({ heard }: SoundRecords, more = 10): Promise<void> {
  const enough = heard.length + more;
  await expect.poll(() => heard.length, { timeout: 25_000 }).toBeGreaterThanOrEqual(enough);
}

/** Each time a reply is lost before the connection is. */
async function reconnectFiveTimes(desk: Desk, page: Page, records: SoundRecords): Promise<void> {
  for (let reconnect = 1; reconnect <= 5; reconnect += 1) {
    await desk.stack.faults({ dropReplies: 1 });
    await hears(records, 1);
    await cut(desk);
    await onAir(page);
    await hears(records);
  }
}

/** Speaks no more; what was said last is heard last. */
async function endsInSilence({ captured, heard }: SoundRecords, speaker: Page): Promise<void> {
  await button(speaker, 'Mute').evaluate((mute: HTMLElement) => {
    // Long enough for sound to be on its way to the page at the press, which then is not heard.
    const until = performance.now() + 500;
    while (performance.now() < until);
    (window as unknown as { endRecording: () => void }).endRecording();
    mute.click();
  });
  await expect.poll(() => heard.at(-1) === captured.at(-1), { timeout: 25_000 }).toBe(true);
}

/** How many seqs the listener was told are missing; what was sent twice counts once. */
function announced(messages: ReturnType<typeof receivedFrames>): number {
  let taken = 0;
  let missed = 0;
  for (const { frames, gap = 0 } of messages) {
    const last = frames.at(-1)?.seq ?? 0;
    if (last <= taken) continue;
    if (taken > 0) missed += gap;
    taken = last;
  }
  return missed;
}

/** Those of `captured` that were not heard, where `heard` is `captured` without them; throws where it is anything else. */
function missing({ captured, heard }: SoundRecords): string[] {
  const rest = captured.slice(captured.indexOf(heard[0] ?? ''));
  const lost: string[] = [];
  for (const piece of heard) {
    const at = rest.indexOf(piece);
    if (at < 0) throw new Error('heard what was never said, or twice, or out of order');
    lost.push(...rest.splice(0, at + 1).slice(0, -1));
  }
  return [...lost, ...rest];
}

test('over five reconnects and lost replies the audience hears every sample, once and in order', async ({
  desk,
}) => {
  desk.expectNetworkErrors();
  await speakInPcm(desk);
  const records = await recordSound(desk.context);
  const { page, id } = await broadcasting(desk);
  const listener = await listening(desk, id);
  await hears(records);
  await reconnectFiveTimes(desk, page, records);
  await endsInSilence(records, page);
  expect(missing(records)).toEqual([]);
  expect(await fact(listener, 'Missing').textContent()).toBe('nothing');
  expect(await page.getByText('did not reach the audience').count()).toBe(0);
});

test('over reconnects, a reload and a takeover back and forth, what is missing is exactly what is announced', async ({
  desk,
}) => {
  desk.expectNetworkErrors();
  await speakInPcm(desk);
  const records = await recordSound(desk.context);
  const page = await signedIn(desk);
  const sentHere = sentMessages(page);
  const id = await startSession(page);
  const listener = await desk.context.newPage();
  const received = receivedFrames(listener);
  await openListener(desk, listener, id);
  await hears(records);

  await reconnectFiveTimes(desk, page, records);
  await page.reload();
  expect(await onAir(page)).toBe(id);
  await hears(records);

  const other = await desk.context.newPage();
  const sentThere = sentMessages(other);
  await other.goto(desk.stack.site);
  await sees(other, 'You have a session elsewhere');
  await press(other, 'Continue here');
  expect(await onAir(other)).toBe(id);
  await sees(page, 'Continued in another window');
  await hears(records);
  await press(page, 'Take it back');
  expect(await onAir(page)).toBe(id);
  await sees(other, 'Continued in another window');
  await hears(records);

  // What the other window had not sent when it lost the session, it announces when it goes on. This time nothing is on its way.
  await endsInSilence(records, page);
  await press(other, 'Take it back');
  expect(await onAir(other)).toBe(id);
  await press(other, 'Unmute');
  await hears(records);
  await endsInSilence(records, other);
  // A window that loses the session cannot know whether its last message was taken: it announces it, heard or not.
  const unknown = [sentHere, sentThere]
    .flatMap(unacknowledged)
    .filter(({ data }) => records.heard.includes(data));
  expect(announced(received)).toBeGreaterThanOrEqual(missing(records).length);
  expect(announced(received)).toBeLessThanOrEqual(missing(records).length + unknown.length);
});

test('in Opus no frame is lost or doubled, and the tone comes out as long and as high as it was', async ({
  desk,
}) => {
  const records = await recordSound(desk.context);
  const page = await signedIn(desk);
  const sent = sentFrames(page);
  const id = await startSession(page);
  const listener = await desk.context.newPage();
  const received = receivedFrames(listener);
  await openListener(desk, listener, id);
  const beforeSound = received.flatMap(({ frames }) => frames).length;
  await hears(records, 20);
  await cut(desk);
  expect(await onAir(page)).toBe(id);
  await hears(records, 20);
  await press(page, 'Mute');
  const lastSeq = (frames: readonly { seq: number }[]) => Math.max(...frames.map(({ seq }) => seq));
  await expect.poll(() => lastSeq(received.flatMap(({ frames }) => frames)) === lastSeq(sent)).toBe(true);

  const frames = received.flatMap(({ frames }) => frames);
  const seqs = new Set(frames.map(({ seq }) => seq));
  expect(frames.every(({ contentType }) => contentType === 'audio/opus')).toBe(true);
  expect(announced(received)).toBe(0);
  const [first, last] = [Math.min(...seqs), Math.max(...seqs)];
  expect(seqs.size).toBe(last - first + 1);

  // What came before the press that lets sound play is not heard, all that came after it is.
  await expect
    .poll(() => samplesOf(records.heard).length)
    .toBeGreaterThanOrEqual((seqs.size - beforeSound) * FRAME_SAMPLES);
  const heard = samplesOf(records.heard);
  expect(heard.length % FRAME_SAMPLES).toBe(0);
  expect(heard.length).toBeLessThanOrEqual(seqs.size * FRAME_SAMPLES);
  expect(Math.abs(toneOf(heard.subarray(SAMPLE_RATE_HZ / 2)) - TONE_HZ)).toBeLessThan(2);
});

/** Counts how often the sound rises through zero. */
function toneOf(samples: Int16Array): number {
  let rises = 0;
  for (let index = 1; index < samples.length; index += 1)
    if ((samples[index - 1] ?? 0) < 0 && (samples[index] ?? 0) >= 0) rises += 1;
  return rises / (samples.length / SAMPLE_RATE_HZ);
}
