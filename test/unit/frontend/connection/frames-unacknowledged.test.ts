import { describe, expect, test } from 'vitest';
import { acknowledgeLast, capture, framesSent, lastFrames, seqsOf } from './frames-scenes.ts';
import { settled } from './outside.ts';
import { answerResume, onAir, phase } from './scenes.ts';
import * as server from './server.ts';

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
    acknowledgeLast(tab);
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
    acknowledgeLast(tab);
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
