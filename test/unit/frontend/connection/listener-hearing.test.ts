import { describe, expect, test } from 'vitest';
import { acknowledged, heard, listening, push } from './listener-scenes.ts';
import { actions, phase } from './scenes.ts';
import * as server from './server.ts';

describe('hearing', () => {
  test('a frame comes with when it was sent and when it arrived', async () => {
    const tab = await listening();
    const [frame] = server.audio(1);
    push(tab, server.audio(1));
    expect(tab.heard).toEqual([
      { kind: 'frame', frame, sentAt: server.serverNow, receivedAt: tab.browser.now },
    ]);
  });

  test('gaps are counted, in seqs and as far as is known in ms', async () => {
    const tab = await listening();
    push(tab, server.audio(1));
    push(tab, server.audio(4), { gap: 2, gapMs: 200 });
    push(tab, server.audio(6));
    expect(heard(tab)).toEqual([1, '2 missing, 200 ms', 4]);
    await tab.browser.pass(1_000);
    expect(heard(tab)).toEqual([1, '2 missing, 200 ms', 4, '1 missing', 6]);
    expect(tab.client.view.missed).toEqual({ seqs: 3, ms: 200 });
  });

  test('frames of another session are not heard', async () => {
    const tab = await listening();
    push(tab, server.audio(1), { sessionId: 'brave-fox-1' });
    expect(tab.heard).toEqual([]);
  });

  test('a page that closes the client while it hears, hears no more', async () => {
    const tab = await listening();
    tab.client.subscribe(() => undefined);
    const own = tab.heard.push.bind(tab.heard);
    tab.heard.push = (...each) => {
      tab.client.close();
      return own(...each);
    };
    push(tab, server.audio(1, 3));
    expect(heard(tab)).toEqual([1]);
    expect(phase(tab)).toBe('off');
  });
});

describe('the speaker', () => {
  test('is away while the session is interrupted, until the lease ends or they are back', async () => {
    const tab = await listening();
    const leaseEndsAt = tab.browser.now + 60_000;
    const leaseUntil = server.serverNow + 60_000;
    tab.socket.say(server.changed({ status: 'interrupted', leaseUntil }));
    expect(tab.client.view.status).toEqual({ phase: 'speakerAway', leaseEndsAt });
    tab.socket.say(server.changed({ paused: true }));
    expect(phase(tab)).toBe('listening');
    expect(tab.client.view.session).toMatchObject({ paused: true });
  });

  test('when the lease has run out in silence the server is asked, and decides', async () => {
    const tab = await listening();
    tab.socket.say(server.changed({ status: 'interrupted', leaseUntil: server.serverNow + 30_000 }));
    await tab.browser.pass(29_999);
    expect(actions(tab)).toEqual(['joinSession']);
    await tab.browser.pass(1);
    expect(actions(tab)).toEqual(['joinSession', 'heartbeat']);
    tab.socket.say(server.refusal(tab.socket.sent[1], 'SESSION_EXPIRED'));
    expect(tab.client.view.status).toEqual({ phase: 'over', why: 'expired' });
  });

  test('a lease that is not renewed is asked about every 10 s and not oftener', async () => {
    const tab = await listening(undefined, { leaseUntil: server.serverNow + 30_000 });
    await tab.browser.pass(30_000);
    tab.socket.say(acknowledged(tab.socket.sent[1], { leaseUntil: server.serverNow }));
    await tab.browser.pass(9_999);
    expect(tab.socket.sent).toHaveLength(2);
    await tab.browser.pass(1);
    expect(tab.socket.sent).toHaveLength(3);
  });

  test('sessionEnded ends it', async () => {
    const tab = await listening();
    tab.socket.say(server.ended());
    expect(tab.client.view.status).toEqual({ phase: 'over', why: 'ended' });
    expect(tab.open).toEqual([]);
  });
});
