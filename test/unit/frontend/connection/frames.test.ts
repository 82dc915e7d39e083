import { describe, expect, test } from 'vitest';
import { bufferLimits } from '../../../../frontend/src/connection/frames.ts';
import { framesSent, lastFrames, seqsOf, sound, still } from './frames-scenes.ts';
import { settled, Tab } from './outside.ts';
import { answerResume, onAir, phase, startPage, wish } from './scenes.ts';
import * as server from './server.ts';

const ack = (tab: Tab): void => tab.socket.say(server.framesAcked(lastFrames(tab)));
const capture = (tab: Tab, times: number): void => {
  for (let time = 0; time < times; time++) tab.client.capture(sound());
};

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
    ack(tab);
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
    ack(tab);
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
    ack(tab);
    expect(framesSent(tab.socket).map(seqsOf)).toEqual([[1], [2, 3, 4]]);
    ack(tab);
    expect(framesSent(tab.socket)).toHaveLength(2);
  });

  test('a message has 50 frames at the most', async () => {
    const tab = await onAir();
    capture(tab, 1 + 51);
    ack(tab);
    expect(seqsOf(lastFrames(tab))).toHaveLength(50);
    ack(tab);
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
      ack(tab);
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
    ack(tab);
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
    ack(tab);
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
    ack(tab);
    ack(tab);
    expect(tab.client.view.frames?.waitingMs).toBe(0);
  });
});

describe('frames that are not acknowledged', () => {
  test('are sent once more on the same socket after 10 s, then on a new one, under one requestId', async () => {
    const tab = await onAir();
    capture(tab, 1);
    const [first] = framesSent(tab.socket);
    await tab.browser.pass(9_999);
    expect(framesSent(tab.socket)).toHaveLength(1);
    await tab.browser.pass(1);
    expect(framesSent(tab.socket)).toEqual([first, first]);
    await tab.browser.pass(10_000);
    expect(phase(tab)).toBe('reconnecting');
    await tab.browser.pass(2_000);
    // The server has claimed it already: that lets no frame go.
    answerResume(tab, { epoch: 2, nextSeq: 2 });
    expect(framesSent(tab.socket)).toEqual([{ ...first, epoch: 2 }]);
  });

  test('frames captured while reconnecting follow the one in flight', async () => {
    const tab = await onAir();
    capture(tab, 2);
    tab.socket.drop();
    capture(tab, 2);
    await tab.browser.pass(2_000);
    answerResume(tab);
    expect(seqsOf(lastFrames(tab))).toEqual([1]);
    ack(tab);
    await tab.browser.pass(0);
    tab.socket.say(server.framesAcked(lastFrames(tab), { epoch: 2 }));
    expect(framesSent(tab.socket).map(seqsOf)).toEqual([[1], [2, 3, 4]]);
  });

  test.each(['UNAVAILABLE', 'INTERNAL_ERROR'] as const)('%s: again later, the same', async (code) => {
    const tab = await onAir();
    capture(tab, 2);
    const [first] = framesSent(tab.socket);
    tab.socket.say(server.refusal(first, code));
    expect(framesSent(tab.socket)).toHaveLength(1);
    await tab.browser.pass(2_000);
    expect(framesSent(tab.socket)).toEqual([first, first]);
  });

  test('SESSION_SUPERSEDED only says: ask', async () => {
    const tab = await onAir();
    capture(tab, 1);
    tab.socket.say(server.refusal(lastFrames(tab), 'SESSION_SUPERSEDED', server.pair(2)));
    expect(phase(tab)).toBe('reconnecting');
    await tab.browser.pass(2_000);
    answerResume(tab, { epoch: 3 });
    expect(seqsOf(lastFrames(tab))).toEqual([1]);
  });

  test('TOKEN_EXPIRED moves to a new connection, where they are sent again', async () => {
    const tab = await onAir();
    capture(tab, 1);
    const [first] = framesSent(tab.socket);
    tab.socket.say(server.refusal(first, 'TOKEN_EXPIRED'));
    await settled();
    answerResume(tab);
    expect(framesSent(tab.socket)).toEqual([{ ...first, epoch: 2 }]);
  });

  test('while the connection is moved they go on on the old socket until the new one owns the session', async () => {
    const tab = await onAir(undefined, { rotateAfterMs: 30_000 });
    const old = tab.socket;
    await tab.browser.pass(30_000);
    tab.socket.accept();
    capture(tab, 2);
    await tab.browser.pass(0);
    expect(framesSent(old).map(seqsOf)).toEqual([[1]]);
    old.say(server.framesAcked(framesSent(old)[0]));
    expect(framesSent(old).map(seqsOf)).toEqual([[1], [2]]);
    old.say(server.refusal(framesSent(old)[1], 'SESSION_SUPERSEDED', server.pair(2)));
    tab.socket.say(server.resumed(tab.socket.sent[0], { nextSeq: 2 }));
    expect(framesSent(tab.socket)).toEqual([{ ...framesSent(old)[1], epoch: 2 }]);
    expect(tab.client.view.onAir).toBe(true);
  });
});

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
    ack(tab);
    tab.client.capture(sound({ chars: bufferLimits.frameBytes - frame + 1 }));
    expect(tab.client.view.frames?.givenUpMs).toBe(100);
    tab.client.capture(sound({ chars: bufferLimits.frameBytes - frame }));
    expect(lastFrames(tab)).toMatchObject({ gap: 1, frames: [{ seq: 3 }] });
    expect(JSON.stringify(lastFrames(tab)).length).toBeLessThanOrEqual(31 * 1024);
  });
});

describe('frames that the server refuses', () => {
  test('SESSION_PAUSED makes them a gap, without a word to the person', async () => {
    const tab = await onAir();
    capture(tab, 1);
    tab.socket.say(server.refusal(lastFrames(tab), 'SESSION_PAUSED'));
    expect(tab.client.view.notice).toBeUndefined();
    expect(tab.client.view.frames).toEqual({ waitingMs: 0, givenUpMs: 100, givenUpImages: 0 });
    capture(tab, 1);
    expect(lastFrames(tab)).toMatchObject({ gap: 1, gapMs: 100, frames: [{ seq: 2 }] });
  });

  test('while the session is paused none are sent, and what waits is sent afterwards', async () => {
    const tab = await onAir();
    capture(tab, 2);
    tab.client.update({ paused: true });
    tab.socket.say(server.updated(tab.socket.sent.at(-1), { paused: true }));
    ack(tab);
    expect(framesSent(tab.socket).map(seqsOf)).toEqual([[1]]);
    tab.client.update({ paused: false });
    tab.socket.say(server.updated(tab.socket.sent.at(-1)));
    await tab.browser.pass(0);
    expect(framesSent(tab.socket).map(seqsOf)).toEqual([[1], [2]]);
  });

  test('FRAMES_OUT_OF_ORDER: what the server misses is announced as a gap, later', async () => {
    const tab = await onAir(undefined, { nextSeq: 9 });
    capture(tab, 1);
    const [first] = framesSent(tab.socket);
    tab.socket.say(server.refusal(first, 'FRAMES_OUT_OF_ORDER', { nextSeq: 6 }));
    expect(framesSent(tab.socket)).toHaveLength(1);
    await tab.browser.pass(2_000);
    expect(lastFrames(tab)).toEqual({ ...first, gap: 3 });
  });
});

describe('frames and the session’s way', () => {
  /** Seq 1 is acknowledged, 2 in flight, 3 and 4 wait. */
  async function sending(): Promise<Tab> {
    const tab = await onAir();
    capture(tab, 1);
    ack(tab);
    capture(tab, 3);
    return tab;
  }

  const takenBack = async (tab: Tab, nextSeq: number): Promise<void> => {
    tab.client.takeOver();
    await settled();
    if (tab.socket.state === 'connecting') tab.socket.accept();
    const takeover = tab.socket.sent.filter(({ action }) => action === 'resumeSession').at(-1);
    tab.socket.say(server.resumed(takeover, { epoch: 3, nextSeq }));
  };

  test('another client takes it over: what waits is given up; taken back, that is announced from nextSeq on', async () => {
    const tab = await sending();
    tab.socket.say(server.superseded(2));
    expect(tab.client.view.frames).toMatchObject({ givenUpMs: 200 });
    capture(tab, 5);
    await takenBack(tab, 20);
    expect(tab.client.view.frames).toEqual({ waitingMs: 0, givenUpMs: 300, givenUpImages: 0 });
    capture(tab, 1);
    expect(lastFrames(tab)).toMatchObject({ epoch: 3, gap: 3, gapMs: 300, frames: [{ seq: 23 }] });
  });

  test('an acknowledgement that comes after the push still counts: those frames were heard', async () => {
    const tab = await sending();
    tab.socket.say(server.superseded(2));
    tab.socket.say(server.framesAcked(lastFrames(tab)));
    await takenBack(tab, 20);
    capture(tab, 1);
    expect(lastFrames(tab)).toMatchObject({ gap: 2, gapMs: 200, frames: [{ seq: 22 }] });
  });

  test('a reload announces what is lost with the page, as far as the server has not claimed it', async () => {
    for (const { claimed, gap } of [
      { claimed: 1, gap: 3 },
      { claimed: 2, gap: 2 },
    ]) {
      const page = await (await sending()).reload();
      page.client.open();
      await settled();
      answerResume(page, { nextSeq: claimed + 1 });
      expect(page.client.view.frames).toMatchObject({ givenUpMs: gap * 100 });
      capture(page, 1);
      expect(lastFrames(page)).toMatchObject({ gap, gapMs: gap * 100, frames: [{ seq: 5 }] });
    }
  });

  test('a second reload before the first answer loses nothing of that', async () => {
    const first = await (await sending()).reload();
    first.client.open();
    await settled();
    first.socket.accept();
    const page = await first.reload();
    page.client.open();
    await settled();
    answerResume(page, { nextSeq: 3 });
    capture(page, 1);
    expect(lastFrames(page)).toMatchObject({ gap: 2, gapMs: 200, frames: [{ seq: 5 }] });
  });

  test('a reload while it is elsewhere announces both parts as one gap', async () => {
    const tab = await sending();
    tab.socket.say(server.superseded(2));
    const page = await tab.reload();
    page.client.open();
    await settled();
    page.socket.accept();
    page.socket.say(server.refusal(page.socket.sent[0], 'SESSION_SUPERSEDED', server.pair(2)));
    await takenBack(page, 20);
    capture(page, 1);
    expect(lastFrames(page)).toMatchObject({ gap: 3, gapMs: 300, frames: [{ seq: 23 }] });
  });

  test('no frame is ever stored, and nothing where nothing waits', async () => {
    const tab = await onAir();
    expect(tab.persisted['held']).toEqual({ sessionId: 'caring-king-2754', epoch: 1 });
    tab.client.capture(sound({ data: 'U0VDUkVU' }));
    tab.client.capture(sound({ data: 'U0VDUkVU' }));
    expect(JSON.stringify([...tab.stored])).not.toContain('U0VDUkVU');
    expect(tab.persisted['held']).toMatchObject({
      frames: {
        nextSeq: 3,
        holes: [
          { seqs: 1, ms: 100 },
          { seqs: 1, ms: 100 },
        ],
      },
    });
  });

  test('what is left of a session is forgotten with it', async () => {
    const tab = await sending();
    tab.socket.say(server.ended());
    tab.client.newSession();
    tab.client.start(wish);
    await settled();
    tab.socket.accept();
    tab.socket.say(server.created(tab.socket.sent[0], { sessionId: 'brave-fox-1' }));
    expect(tab.client.view.frames).toEqual({ waitingMs: 0, givenUpMs: 0, givenUpImages: 0 });
    capture(tab, 1);
    expect(lastFrames(tab)).toMatchObject({ sessionId: 'brave-fox-1', frames: [{ seq: 1 }] });
    expect(lastFrames(tab)).not.toHaveProperty('gap');
  });

  test('how many listen is shown as the server tells it', async () => {
    const tab = await onAir();
    expect(tab.client.view.listenerCount).toBeUndefined();
    tab.socket.say(server.changed({ listenerCount: 7 }));
    expect(tab.client.view.listenerCount).toBe(7);
  });
});
