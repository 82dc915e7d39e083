import { describe, expect, test } from 'vitest';
import { settled, Tab } from './outside.ts';
import { actions, answerResume, creating, onAir, phase, startPage, wish } from './scenes.ts';

describe('a clean start', () => {
  test('asks for whichever session there is, and finds the start page', async () => {
    const tab = await startPage();
    expect(tab.socket.sent).toEqual([
      expect.objectContaining({ action: 'resumeSession', connectionNumber: 1 }),
    ]);
    expect(tab.socket.sent[0]).not.toHaveProperty('sessionId');
    expect(phase(tab)).toBe('off');
    expect(tab.open).toEqual([]);
  });

  test('is on the air as soon as sessionCreated arrives, with a token of its own per connection', async () => {
    const tab = await onAir();
    expect(tab.client.view.onAir).toBe(true);
    expect(tab.client.view.session?.sessionId).toBe('caring-king-2754');
    expect(tab.sockets.map(({ protocols }) => protocols)).toEqual([
      ['podium.v1', 'bearer.token-1'],
      ['podium.v1', 'bearer.token-2'],
    ]);
  });

  test('a second press while the first is unanswered is the same command', async () => {
    const tab = await creating();
    tab.client.start(wish);
    tab.client.start(wish);
    await tab.browser.pass(1_000);
    expect(actions(tab)).toEqual(['createSession']);
  });

  test('opening twice opens one socket', async () => {
    const tab = new Tab();
    tab.client.open();
    tab.client.open();
    await settled();
    tab.client.open();
    expect(tab.sockets).toHaveLength(1);
  });
});

describe('an answer that does not come', () => {
  test('the create is sent again with its requestId, once on the same socket, then on a new one', async () => {
    const tab = await creating();
    const first = tab.socket;
    await tab.browser.pass(9_999);
    expect(first.sent).toHaveLength(1);
    await tab.browser.pass(1);
    expect(first.sent).toHaveLength(2);
    await tab.browser.pass(10_000 + 3_500);
    expect(first.state).toBe('closed');
    tab.socket.accept();
    const requestIds = [...first.sent, ...tab.socket.sent].map(({ requestId }) => requestId);
    expect(requestIds).toHaveLength(3);
    expect(new Set(requestIds).size).toBe(1);
  });

  test('the create is given up two minutes after it was first sent, and that is said', async () => {
    const tab = await creating();
    const at = tab.browser.now;
    while (tab.browser.now < at + 119_000) {
      await tab.browser.pass(1_000);
      if (tab.socket.state === 'connecting') tab.socket.accept();
    }
    expect(phase(tab)).toBe('connecting');
    await tab.browser.pass(1_000);
    expect(phase(tab)).toBe('off');
    expect(tab.client.view.notice).toEqual({ kind: 'createGivenUp' });
    expect(tab.persisted).not.toHaveProperty('pending');
  });

  test('a create whose time is over is not sent by a socket that opens before any timer fires', async () => {
    const tab = await creating();
    tab.socket.drop();
    await tab.browser.pass(3_500);
    expect(tab.socket.state).toBe('connecting');
    // As after a sleep, or in a hidden page: what waited on the network comes first.
    tab.browser.now += 118_000;
    tab.socket.accept();
    expect(tab.socket.sent).toEqual([]);
    expect(tab.client.view.notice).toEqual({ kind: 'createGivenUp' });
    expect(phase(tab)).toBe('off');
    expect(tab.socket.state).toBe('closed');
  });

  test('a socket cut right after sessionCreated comes back with the same session', async () => {
    const tab = await onAir();
    tab.socket.drop();
    expect(tab.client.view.onAir).toBe(false);
    await tab.browser.pass(2_000);
    answerResume(tab);
    expect(tab.socket.sent[0]).toMatchObject({ action: 'resumeSession', sessionId: 'caring-king-2754' });
    expect(tab.client.view.onAir).toBe(true);
    expect(tab.client.view.session?.epoch).toBe(2);
  });

  test('the gateway’s own error frame answers nothing', async () => {
    const tab = await creating();
    const { requestId } = tab.socket.sent[0] ?? {};
    tab.socket.say({ message: 'Internal server error', connectionId: 'c', requestId });
    expect(phase(tab)).toBe('connecting');
    await tab.browser.pass(10_000);
    expect(actions(tab)).toEqual(['createSession', 'createSession']);
  });

  test('what is not JSON, of an unknown type or without its fields is ignored', async () => {
    const tab = await onAir();
    const before = tab.client.view;
    for (const text of ['', '{', '[]', 'null', '1', '{"type":"sessionPraised"}', '{"type":"sessionEnded"}'])
      tab.socket.sayText(text);
    tab.socket.sayText('{"type":"toString","timestamp":1}');
    expect(tab.client.view).toBe(before);
  });
});

describe('the page leaves', () => {
  test('closing keeps the session for later and drops an unanswered create', async () => {
    const tab = await creating();
    tab.client.close();
    expect(tab.open).toEqual([]);
    expect(tab.persisted).not.toHaveProperty('pending');
    expect(phase(tab)).toBe('off');
    tab.client.open();
    await settled();
    tab.socket.accept();
    expect(actions(tab)).toEqual(['resumeSession']);
  });

  test('unsubscribing closes nothing', async () => {
    const tab = await onAir();
    const stop = tab.client.subscribe(() => undefined);
    stop();
    await tab.browser.pass(10_000);
    expect(tab.client.view.onAir).toBe(true);
  });
});
