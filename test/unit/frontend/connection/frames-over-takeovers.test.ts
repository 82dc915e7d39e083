import { describe, expect, test } from 'vitest';
import { acknowledgeLast, capture, lastFrames, sound } from './frames-scenes.ts';
import { settled, type Tab } from './outside.ts';
import { answerResume, onAir, wish } from './scenes.ts';
import * as server from './server.ts';

describe('frames and the session’s way', () => {
  /** Seq 1 is acknowledged, 2 in flight, 3 and 4 wait. */
  async function sending(): Promise<Tab> {
    const tab = await onAir();
    capture(tab, 1);
    acknowledgeLast(tab);
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
