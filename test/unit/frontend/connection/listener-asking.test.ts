import { describe, expect, test } from 'vitest';
import { acknowledged, heard, listening, push } from './listener-scenes.ts';
import { actions, phase } from './scenes.ts';
import * as server from './server.ts';

describe('asking', () => {
  test('a heartbeat goes out every 2 min without an epoch, and its answer says how things are', async () => {
    const tab = await listening();
    await tab.browser.pass(119_999);
    expect(actions(tab)).toEqual(['joinSession']);
    await tab.browser.pass(1);
    const [, heartbeat] = tab.socket.sent;
    expect(heartbeat).toEqual({
      action: 'heartbeat',
      requestId: heartbeat?.requestId,
      sessionId: 'caring-king-2754',
    });
    tab.socket.say(acknowledged(heartbeat, { status: 'interrupted', listenerCount: 9 }));
    expect(phase(tab)).toBe('speakerAway');
    expect(tab.client.view.session?.listenerCount).toBe(9);
    await tab.browser.pass(119_999);
    expect(tab.socket.sent).toHaveLength(2);
    await tab.browser.pass(1);
    expect(tab.socket.sent).toHaveLength(3);
  });

  test('one that is off the list joins again on the same connection', async () => {
    const tab = await listening();
    await tab.browser.pass(120_000);
    tab.socket.say(acknowledged(tab.socket.sent[1], { joined: true }));
    expect(actions(tab)).toEqual(['joinSession', 'heartbeat']);
    await tab.browser.pass(120_000);
    tab.socket.say(acknowledged(tab.socket.sent[2], { joined: false }));
    expect(actions(tab)).toEqual(['joinSession', 'heartbeat', 'heartbeat', 'joinSession']);
    tab.socket.say(server.joined(tab.socket.sent[3]));
    expect(phase(tab)).toBe('listening');
  });

  test('without an answer for 10 s the connection counts as dead', async () => {
    const tab = await listening();
    await tab.browser.pass(129_999);
    expect(phase(tab)).toBe('listening');
    await tab.browser.pass(1);
    expect(phase(tab)).toBe('reconnecting');
    expect(tab.client.view.closedConnections[0]).toMatchObject({ by: 'client', why: 'no answer' });
  });

  test('it joins again when no frame has come for 10 s, once a silence', async () => {
    const tab = await listening();
    await tab.browser.pass(30_000);
    expect(actions(tab)).toEqual(['joinSession']);
    push(tab, server.audio(1));
    await tab.browser.pass(9_999);
    expect(actions(tab)).toEqual(['joinSession']);
    await tab.browser.pass(1);
    expect(actions(tab)).toEqual(['joinSession', 'joinSession']);
    tab.socket.say(server.joined(tab.socket.sent[1], { nextSeq: 4 }));
    await tab.browser.pass(30_000);
    expect(tab.socket.sent).toHaveLength(2);
    // What was pushed to nobody is not waited for.
    push(tab, server.audio(4));
    expect(heard(tab)).toEqual([1, '2 missing', 4]);
    await tab.browser.pass(10_000);
    expect(tab.socket.sent).toHaveLength(3);
  });

  test.each([{ paused: true }, { muted: true }, { status: 'interrupted' }])(
    'silence is no question while the session is %o, nor right after',
    async (fields) => {
      const tab = await listening();
      push(tab, server.audio(1));
      tab.socket.say(server.changed(fields));
      await tab.browser.pass(60_000);
      tab.socket.say(server.changed());
      await tab.browser.pass(9_999);
      expect(actions(tab)).toEqual(['joinSession']);
      await tab.browser.pass(1);
      expect(actions(tab)).toEqual(['joinSession', 'joinSession']);
    },
  );

  test('a refused question is asked again later, and a question not understood is left', async () => {
    const tab = await listening();
    await tab.browser.pass(120_000);
    tab.socket.say(server.refusal(tab.socket.sent[1], 'UNAVAILABLE'));
    await tab.browser.pass(2_000);
    expect(tab.socket.sent[2]).toEqual(tab.socket.sent[1]);
    tab.socket.say(server.refusal(tab.socket.sent[2], 'UNKNOWN_ACTION'));
    await tab.browser.pass(119_999);
    expect(tab.socket.sent).toHaveLength(3);
    expect(phase(tab)).toBe('listening');
  });
});
