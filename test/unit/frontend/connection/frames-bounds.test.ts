import { describe, expect, test } from 'vitest';
import { bufferLimits } from '../../../../frontend/src/connection/frames.ts';
import { acknowledgeLast, capture, framesSent, lastFrames, seqsOf, sound, still } from './frames-scenes.ts';
import { answerResume, onAir } from './scenes.ts';
import * as server from './server.ts';

describe('the bounds of what waits', () => {
  test('a frame is given up at 20 s of age, not 1 ms before', async () => {
    const tab = await onAir();
    tab.socket.drop();
    tab.fire('offline');
    capture(tab, 2);
    await tab.browser.pass(1);
    tab.client.capture(sound({ durationMs: 40 }));
    await tab.browser.pass(bufferLimits.ageMs - 2);
    expect(tab.client.view.frames).toEqual({ waitingMs: 0, givenUpMs: 0, givenUpImages: 0 });
    await tab.browser.pass(1);
    expect(tab.client.view.frames).toEqual({ waitingMs: 0, givenUpMs: 200, givenUpImages: 0 });
  });

  test('a gap is announced with the next frame: its seqs, and how much audio they were', async () => {
    const tab = await onAir();
    tab.socket.drop();
    tab.fire('offline');
    capture(tab, 3);
    tab.client.capture(still());
    await tab.browser.pass(bufferLimits.ageMs);
    expect(tab.client.view.frames).toEqual({ waitingMs: 0, givenUpMs: 300, givenUpImages: 1 });
    capture(tab, 1);
    tab.fire('online');
    await tab.browser.pass(2_000);
    answerResume(tab);
    expect(lastFrames(tab)).toMatchObject({ gap: 4, gapMs: 300, frames: [{ seq: 5 }] });
  });

  test('a gap without a frame behind it waits for one', async () => {
    const tab = await onAir();
    tab.socket.drop();
    tab.fire('offline');
    capture(tab, 1);
    await tab.browser.pass(bufferLimits.ageMs);
    tab.fire('online');
    await tab.browser.pass(2_000);
    answerResume(tab);
    expect(framesSent(tab.socket)).toEqual([]);
    capture(tab, 1);
    expect(lastFrames(tab)).toMatchObject({ gap: 1, gapMs: 100, frames: [{ seq: 2 }] });
  });

  test('over 1 MiB the oldest audio goes, and not below it', async () => {
    const tab = await onAir();
    tab.socket.drop();
    const chars = 1024 * 16;
    const most = bufferLimits.bytes / chars;
    for (let time = 0; time < most; time++) tab.client.capture(sound({ chars }));
    expect(tab.client.view.frames?.givenUpMs).toBe(0);
    tab.client.capture(sound({ chars: 4 }));
    expect(tab.client.view.frames?.givenUpMs).toBe(100);
    await tab.browser.pass(2_000);
    answerResume(tab);
    expect(lastFrames(tab)).toMatchObject({ gap: 1, frames: [{ seq: 2 }] });
  });

  test('images go before audio, the oldest first, and no message spans their holes', async () => {
    const tab = await onAir();
    tab.socket.drop();
    const chars = 1024 * 16;
    const most = bufferLimits.bytes / chars;
    tab.client.capture(sound());
    tab.client.capture(still(chars));
    tab.client.capture(sound());
    tab.client.capture(still(chars));
    tab.client.capture(sound());
    for (let time = 0; time < most - 2; time++) tab.client.capture(sound({ chars }));
    expect(tab.client.view.frames).toMatchObject({ givenUpMs: 0, givenUpImages: 1 });
    tab.client.capture(sound({ chars }));
    expect(tab.client.view.frames).toMatchObject({ givenUpMs: 0, givenUpImages: 2 });
    await tab.browser.pass(2_000);
    answerResume(tab);
    for (const seqs of [[1], [3], [5, 6]]) {
      expect(seqsOf(lastFrames(tab))).toEqual(seqs);
      tab.socket.say(server.framesAcked(lastFrames(tab)));
    }
    expect(framesSent(tab.socket).map(({ gap, gapMs }) => [gap, gapMs])).toEqual([
      [undefined, undefined],
      [1, 0],
      [1, 0],
      [undefined, undefined],
    ]);
  });

  test('the message in flight is never dropped', async () => {
    const tab = await onAir();
    capture(tab, 1);
    tab.socket.drop();
    tab.fire('offline');
    capture(tab, 1);
    await tab.browser.pass(60_000);
    expect(tab.client.view.frames?.givenUpMs).toBe(100);
    tab.fire('online');
    await tab.browser.pass(2_000);
    answerResume(tab);
    expect(seqsOf(lastFrames(tab))).toEqual([1]);
    capture(tab, 1);
    tab.socket.say(server.framesAcked(lastFrames(tab)));
    expect(lastFrames(tab)).toMatchObject({ gap: 1, gapMs: 100, frames: [{ seq: 3 }] });
  });

  test('a frame that no message could hold is given up at once, the longest that fits is sent', async () => {
    const tab = await onAir();
    capture(tab, 1);
    const frame = JSON.stringify((lastFrames(tab)?.['frames'] as object[])[0]).length - 4;
    acknowledgeLast(tab);
    tab.client.capture(sound({ chars: bufferLimits.frameBytes - frame + 1 }));
    expect(tab.client.view.frames?.givenUpMs).toBe(100);
    tab.client.capture(sound({ chars: bufferLimits.frameBytes - frame }));
    expect(lastFrames(tab)).toMatchObject({ gap: 1, frames: [{ seq: 3 }] });
    expect(JSON.stringify(lastFrames(tab)).length).toBeLessThanOrEqual(31 * 1024);
  });
});
