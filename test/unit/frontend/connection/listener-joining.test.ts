import { describe, expect, test } from 'vitest';
import { heard, joining, listening, push } from './listener-scenes.ts';
import { ListenerTab, settled } from './outside.ts';
import { phase } from './scenes.ts';
import * as server from './server.ts';

describe('joining', () => {
  test('names the session in a subprotocol, and sends no token where it has none', async () => {
    const tab = await joining();
    expect(tab.socket.protocols).toEqual(['podium.v1', 'listen.caring-king-2754']);
    expect(tab.socket.sent).toEqual([
      { action: 'joinSession', requestId: expect.any(String) as string, sessionId: 'caring-king-2754' },
    ]);
    expect(tab.client.view).toMatchObject({ status: { phase: 'connecting', offline: false } });
  });

  test('shows its token beside it where listeners sign in', async () => {
    const tab = await joining(new ListenerTab(undefined, true));
    expect(tab.socket.protocols).toEqual(['podium.v1', 'listen.caring-king-2754', 'bearer.token-1']);
  });

  test('tells of the session, its times on the client’s clock', async () => {
    const tab = new ListenerTab();
    const at = tab.browser.now;
    await listening(tab, { listenerCount: 12, muted: true });
    expect(tab.client.view).toMatchObject({
      status: { phase: 'listening' },
      session: {
        sessionId: 'caring-king-2754',
        sourceLanguage: 'en',
        paused: false,
        muted: true,
        leaseEndsAt: at + server.leaseMs,
        listenerCount: 12,
      },
      missed: { seqs: 0, ms: 0 },
    });
  });

  test('frames that come before the answer are heard', async () => {
    const tab = await joining();
    push(tab, server.audio(4, 5));
    tab.socket.say(server.joined(tab.socket.sent[0], { nextSeq: 5 }));
    push(tab, server.audio(6));
    expect(heard(tab)).toEqual([4, 5, 6]);
  });

  test.each([
    ['SESSION_NOT_FOUND', 'notFound'],
    ['SESSION_ENDED', 'ended'],
    ['SESSION_EXPIRED', 'expired'],
  ] as const)('%s: it is over, and no attempt is made any more', async (code, why) => {
    const tab = await joining();
    tab.socket.say(server.refusal(tab.socket.sent[0], code));
    expect(tab.client.view.status).toEqual({ phase: 'over', why });
    await tab.browser.pass(600_000);
    expect(tab.sockets).toHaveLength(1);
    expect(tab.open).toEqual([]);
  });

  test('SESSION_FULL is shown, and asked again after the server’s hint', async () => {
    const tab = await joining();
    tab.socket.say(server.refusal(tab.socket.sent[0], 'SESSION_FULL', { retryAfterMs: 30_000 }));
    const nextTryAt = tab.browser.now + 31_500;
    expect(tab.client.view.status).toEqual({ phase: 'full', nextTryAt });
    await tab.browser.pass(31_499);
    expect(tab.socket.sent).toHaveLength(1);
    await tab.browser.pass(1);
    expect(tab.socket.sent[1]).toEqual(tab.socket.sent[0]);
    tab.socket.say(server.joined(tab.socket.sent[1]));
    expect(phase(tab)).toBe('listening');
  });

  test('SESSION_FULL is asked again at once where a person wants it, and once for each answer', async () => {
    const tab = await joining();
    for (const sent of [1, 2]) {
      tab.socket.say(server.refusal(tab.socket.sent.at(-1), 'SESSION_FULL', { retryAfterMs: 30_000 }));
      tab.client.open();
      tab.client.open();
      expect(tab.socket.sent).toHaveLength(sent + 1);
    }
    tab.socket.say(server.joined(tab.socket.sent.at(-1)));
    expect(phase(tab)).toBe('listening');
    expect(tab.sockets).toHaveLength(1);
  });

  test('RATE_LIMITED is asked again later, without being an end', async () => {
    const tab = await joining();
    tab.socket.say(server.refusal(tab.socket.sent[0], 'RATE_LIMITED', { retryAfterMs: 5_000 }));
    expect(phase(tab)).toBe('connecting');
    await tab.browser.pass(6_500);
    expect(tab.socket.sent).toHaveLength(2);
  });

  test('FORBIDDEN is a failure in words', async () => {
    const tab = await joining();
    tab.socket.say(server.refusal(tab.socket.sent[0], 'FORBIDDEN'));
    expect(tab.client.view.status).toMatchObject({ phase: 'failed', failure: { code: 'FORBIDDEN' } });
  });

  test('what a newer server says to do, and nobody here knows, is nothing to try again', async () => {
    const tab = await joining();
    tab.socket.say({ ...server.refusal(tab.socket.sent[0], 'FORBIDDEN'), retry: 'somethingElse' });
    expect(tab.client.view.status.phase).toBe('failed');
  });

  test('TOKEN_EXPIRED: a new connection with a new token', async () => {
    const tab = await joining(new ListenerTab(undefined, true));
    tab.socket.say(server.refusal(tab.socket.sent[0], 'TOKEN_EXPIRED'));
    await tab.browser.pass(3_500);
    expect(tab.socket.protocols[2]).toBe('bearer.token-2');
  });

  test('where the token is refused a person signs in again and opens it', async () => {
    const tab = new ListenerTab(undefined, true);
    tab.token = () => Promise.reject(new Error('login_required'));
    tab.client.open();
    await settled();
    expect(phase(tab)).toBe('signInAgain');
    tab.token = async () => 'token';
    await listening(tab);
    expect(phase(tab)).toBe('listening');
  });
});
