import { describe, expect, test } from 'vitest';
import { acknowledgeLast, capture, framesSent, lastFrames, seqsOf, sound, still } from './frames-scenes.ts';
import { settled, Tab } from './outside.ts';
import { onAir, startPage, wish } from './scenes.ts';
import * as server from './server.ts';

describe('frames on the air', () => {
  test('the first goes out in the same millisecond as sessionCreated', async () => {
    const tab = await startPage();
    const at: number[] = [];
    tab.client.subscribe(({ onAir }) => {
      if (!onAir || at.length > 0) return;
      at.push(tab.browser.now);
      tab.client.capture(sound({ data: 'UklG' }));
    });
    tab.client.start(wish);
    await settled();
    tab.socket.accept();
    tab.socket.say(server.created(tab.socket.sent[0]));
    expect(at).toEqual([tab.browser.now]);
    expect(lastFrames(tab)).toEqual({
      action: 'sendFrames',
      requestId: expect.any(String) as string,
      sessionId: 'caring-king-2754',
      epoch: 1,
      frames: [
        {
          seq: 1,
          kind: 'audio',
          capturedAt: 1_750_000_000_000,
          contentType: 'audio/pcm;rate=16000',
          durationMs: 100,
          data: 'UklG',
        },
      ],
    });
  });

  test('seqs count on over audio and images', async () => {
    const tab = await onAir();
    tab.client.capture(sound());
    tab.client.capture(still());
    tab.client.capture(sound());
    acknowledgeLast(tab);
    expect(lastFrames(tab)).toMatchObject({
      frames: [
        { seq: 2, kind: 'image' },
        { seq: 3, kind: 'audio' },
      ],
    });
  });

  test('a page without frames of its own starts where the snapshot says', async () => {
    const tab = await onAir(undefined, { nextSeq: 41 });
    capture(tab, 1);
    expect(seqsOf(lastFrames(tab))).toEqual([41]);
  });

  test('sound waits for more of it, up to a batch, and no longer than a batch is long', async () => {
    const tab = await onAir(new Tab(undefined, undefined, 180));
    tab.client.capture(sound({ durationMs: 60 }));
    tab.client.capture(sound({ durationMs: 60 }));
    expect(framesSent(tab.socket)).toHaveLength(0);
    tab.client.capture(sound({ durationMs: 60 }));
    expect(seqsOf(lastFrames(tab))).toEqual([1, 2, 3]);
    acknowledgeLast(tab);
    tab.client.capture(sound({ durationMs: 60 }));
    await tab.browser.pass(179);
    expect(framesSent(tab.socket)).toHaveLength(1);
    await tab.browser.pass(1);
    expect(seqsOf(lastFrames(tab))).toEqual([4]);
  });

  test('who is muted may be seen', async () => {
    const tab = await onAir();
    tab.client.update({ muted: true });
    tab.client.capture(sound());
    tab.client.capture(still());
    expect(lastFrames(tab)).toMatchObject({ frames: [{ seq: 1, kind: 'image' }] });
  });

  test('one message is in flight; the next has what was captured meanwhile', async () => {
    const tab = await onAir();
    capture(tab, 4);
    expect(framesSent(tab.socket).map(seqsOf)).toEqual([[1]]);
    acknowledgeLast(tab);
    expect(framesSent(tab.socket).map(seqsOf)).toEqual([[1], [2, 3, 4]]);
    acknowledgeLast(tab);
    expect(framesSent(tab.socket)).toHaveLength(2);
  });

  test('a message has 50 frames at the most', async () => {
    const tab = await onAir();
    capture(tab, 1 + 51);
    acknowledgeLast(tab);
    expect(seqsOf(lastFrames(tab))).toHaveLength(50);
    acknowledgeLast(tab);
    expect(seqsOf(lastFrames(tab))).toEqual([52]);
  });

  test('a message is 31 KiB at the most, whatever epoch and gap become, and no frame that fits is left out', async () => {
    /** The longest that `frames` of one message may be, with the commas between them. */
    const longest = (message: object): number => {
      const numbers = { gap: Number.MAX_SAFE_INTEGER, gapMs: Number.MAX_VALUE };
      const empty = { ...message, ...numbers, epoch: Number.MAX_SAFE_INTEGER, frames: [] };
      return 31 * 1024 - JSON.stringify(empty).length;
    };
    const secondMessage = async (extra: number): Promise<readonly number[]> => {
      const tab = await onAir();
      capture(tab, 1);
      const [first] = framesSent(tab.socket);
      const frame = JSON.stringify((first?.['frames'] as object[])[0]).length - 4;
      // Two frames and their comma.
      const chars = longest(first ?? {}) - 2 * frame - 1;
      tab.client.capture(sound({ chars: Math.floor(chars / 2) }));
      tab.client.capture(sound({ chars: Math.ceil(chars / 2) + extra }));
      acknowledgeLast(tab);
      expect(JSON.stringify(lastFrames(tab)).length).toBeLessThanOrEqual(31 * 1024);
      return seqsOf(lastFrames(tab));
    };
    expect(await secondMessage(0)).toEqual([2, 3]);
    expect(await secondMessage(1)).toEqual([2]);
  });

  test('an acknowledgement of another message or epoch lets no frame go', async () => {
    const tab = await onAir();
    capture(tab, 2);
    tab.socket.say(server.framesAcked(lastFrames(tab), { epoch: 2 }));
    tab.socket.say({ ...server.framesAcked(lastFrames(tab)), requestId: 'another' });
    expect(framesSent(tab.socket)).toHaveLength(1);
  });

  test('an acknowledgement renews lease and heartbeat: who sends needs none', async () => {
    const tab = await onAir();
    await tab.browser.pass(server.heartbeatIntervalMs - 1_000);
    capture(tab, 1);
    const sentAt = tab.browser.now;
    await tab.browser.pass(500);
    acknowledgeLast(tab);
    expect(tab.client.view.session?.leaseEndsAt).toBe(sentAt + server.leaseMs);
    await tab.browser.pass(server.heartbeatIntervalMs - 501);
    expect(tab.socket.sent.at(-1)).toMatchObject({ action: 'sendFrames' });
    await tab.browser.pass(1);
    expect(tab.socket.sent.at(-1)).toMatchObject({ action: 'heartbeat' });
  });

  test('where an update takes the step, frames follow at once with an id of their own', async () => {
    const tab = await onAir();
    tab.client.capture(sound());
    tab.client.capture(sound());
    tab.client.update({ volume: 10 });
    acknowledgeLast(tab);
    await tab.browser.pass(0);
    const ids = tab.socket.sent.map(({ requestId }) => requestId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(seqsOf(lastFrames(tab))).toEqual([2]);
  });

  test.each([{ paused: true }, { muted: true }])('%o stops taking frames at once', async (settings) => {
    const tab = await onAir();
    tab.client.update(settings);
    capture(tab, 1);
    expect(framesSent(tab.socket)).toEqual([]);
    tab.client.update({ paused: false, muted: false });
    capture(tab, 1);
    tab.socket.say(server.updated(tab.socket.sent.at(-1)));
    tab.socket.say(server.updated(tab.socket.sent.at(-1)));
    expect(seqsOf(lastFrames(tab))).toEqual([1]);
  });

  test('nothing is taken without a session, nor once an end was asked for', async () => {
    const tab = await startPage();
    capture(tab, 1);
    await onAir(tab);
    tab.client.end();
    capture(tab, 1);
    expect(framesSent(tab.socket)).toEqual([]);
    expect(tab.client.view.frames).toEqual({ waitingMs: 0, givenUpMs: 0, givenUpImages: 0 });
  });

  test('what waits is shown in whole 500 ms', async () => {
    const tab = await onAir();
    const views: unknown[] = [];
    capture(tab, 4);
    tab.client.subscribe(({ frames }) => views.push(frames));
    capture(tab, 6);
    expect(views).toEqual([
      { waitingMs: 500, givenUpMs: 0, givenUpImages: 0 },
      { waitingMs: 1_000, givenUpMs: 0, givenUpImages: 0 },
    ]);
    acknowledgeLast(tab);
    acknowledgeLast(tab);
    expect(tab.client.view.frames?.waitingMs).toBe(0);
  });
});
