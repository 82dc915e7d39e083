import { describe, expect, test } from 'vitest';
import { acknowledged, heard, joining, listening } from './listener-scenes.ts';
import { ListenerTab, settled } from './outside.ts';
import * as server from './server.ts';

const phaseOf = (tab: ListenerTab): string => tab.client.view.status.phase;
const actionsOf = (tab: ListenerTab): readonly string[] => tab.socket.sent.map(({ action }) => action);
const push = (tab: ListenerTab, ...message: Parameters<typeof server.frames>): void =>
  tab.socket.say(server.frames(...message));

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
    expect(phaseOf(tab)).toBe('listening');
  });

  test('RATE_LIMITED is asked again later, without being an end', async () => {
    const tab = await joining();
    tab.socket.say(server.refusal(tab.socket.sent[0], 'RATE_LIMITED', { retryAfterMs: 5_000 }));
    expect(phaseOf(tab)).toBe('connecting');
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
    expect(phaseOf(tab)).toBe('signInAgain');
    tab.token = async () => 'token';
    await listening(tab);
    expect(phaseOf(tab)).toBe('listening');
  });
});

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
    expect(phaseOf(tab)).toBe('off');
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
    expect(phaseOf(tab)).toBe('listening');
    expect(tab.client.view.session).toMatchObject({ paused: true });
  });

  test('when the lease has run out in silence the server is asked, and decides', async () => {
    const tab = await listening();
    tab.socket.say(server.changed({ status: 'interrupted', leaseUntil: server.serverNow + 30_000 }));
    await tab.browser.pass(29_999);
    expect(actionsOf(tab)).toEqual(['joinSession']);
    await tab.browser.pass(1);
    expect(actionsOf(tab)).toEqual(['joinSession', 'heartbeat']);
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

describe('asking', () => {
  test('a heartbeat goes out every 2 min without an epoch, and its answer says how things are', async () => {
    const tab = await listening();
    await tab.browser.pass(119_999);
    expect(actionsOf(tab)).toEqual(['joinSession']);
    await tab.browser.pass(1);
    const [, heartbeat] = tab.socket.sent;
    expect(heartbeat).toEqual({
      action: 'heartbeat',
      requestId: heartbeat?.requestId,
      sessionId: 'caring-king-2754',
    });
    tab.socket.say(acknowledged(heartbeat, { status: 'interrupted', listenerCount: 9 }));
    expect(phaseOf(tab)).toBe('speakerAway');
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
    expect(actionsOf(tab)).toEqual(['joinSession', 'heartbeat']);
    await tab.browser.pass(120_000);
    tab.socket.say(acknowledged(tab.socket.sent[2], { joined: false }));
    expect(actionsOf(tab)).toEqual(['joinSession', 'heartbeat', 'heartbeat', 'joinSession']);
    tab.socket.say(server.joined(tab.socket.sent[3]));
    expect(phaseOf(tab)).toBe('listening');
  });

  test('without an answer for 10 s the connection counts as dead', async () => {
    const tab = await listening();
    await tab.browser.pass(129_999);
    expect(phaseOf(tab)).toBe('listening');
    await tab.browser.pass(1);
    expect(phaseOf(tab)).toBe('reconnecting');
    expect(tab.client.view.closedConnections[0]).toMatchObject({ by: 'client', why: 'no answer' });
  });

  test('it joins again when no frame has come for 10 s, once a silence', async () => {
    const tab = await listening();
    await tab.browser.pass(30_000);
    expect(actionsOf(tab)).toEqual(['joinSession']);
    push(tab, server.audio(1));
    await tab.browser.pass(9_999);
    expect(actionsOf(tab)).toEqual(['joinSession']);
    await tab.browser.pass(1);
    expect(actionsOf(tab)).toEqual(['joinSession', 'joinSession']);
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
      expect(actionsOf(tab)).toEqual(['joinSession']);
      await tab.browser.pass(1);
      expect(actionsOf(tab)).toEqual(['joinSession', 'joinSession']);
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
    expect(phaseOf(tab)).toBe('listening');
  });
});

describe('its own connection', () => {
  test('is made anew after a backoff, and the hole is a gap', async () => {
    const tab = await listening();
    push(tab, server.audio(1, 2));
    tab.socket.drop();
    expect(tab.client.view.status).toEqual({
      phase: 'reconnecting',
      offline: false,
      nextTryAt: tab.browser.now + 1_000,
    });
    await tab.browser.pass(1_000);
    tab.socket.accept();
    expect(actionsOf(tab)).toEqual(['joinSession']);
    tab.socket.say(server.joined(tab.socket.sent[0], { nextSeq: 6 }));
    expect(phaseOf(tab)).toBe('listening');
    push(tab, server.audio(6));
    expect(heard(tab)).toEqual([1, 2, '3 missing', 6]);
  });

  test('where frames overtake the answer to the new join they wait for it', async () => {
    const tab = await listening();
    push(tab, server.audio(1));
    tab.socket.drop();
    await tab.browser.pass(1_000);
    tab.socket.accept();
    push(tab, server.audio(4));
    expect(heard(tab)).toEqual([1]);
    tab.socket.say(server.joined(tab.socket.sent[0], { nextSeq: 4 }));
    expect(heard(tab)).toEqual([1, '2 missing', 4]);
  });

  test('nothing is lost or heard twice in a planned move, though pushes to the old socket come late', async () => {
    const tab = await listening();
    const old = tab.socket;
    push(tab, server.audio(1));
    const answered = new Set<string>();
    // 90 min and half of 20, its questions answered.
    for (let time = 0; time < 100 * 60; time += 5) {
      for (const command of old.sent.slice(1)) {
        if (answered.has(command.requestId)) continue;
        answered.add(command.requestId);
        old.say(command.action === 'heartbeat' ? acknowledged(command) : server.joined(command));
      }
      expect(tab.sockets).toHaveLength(1);
      await tab.browser.pass(5_000);
    }
    expect(tab.sockets).toHaveLength(2);
    expect(phaseOf(tab)).toBe('listening');
    tab.socket.accept();
    tab.socket.say(server.joined(tab.socket.sent[0], { nextSeq: 3 }));
    expect(old.state).toBe('open');
    tab.socket.say(server.frames(server.audio(3)));
    expect(heard(tab)).toEqual([1]);
    old.say(server.frames(server.audio(2)));
    old.say(server.frames(server.audio(3)));
    expect(heard(tab)).toEqual([1, 2, 3]);
    await tab.browser.pass(2_000);
    expect(old.closedByClient).toBe('moved to a fresh connection');
    expect(tab.open).toEqual([tab.socket]);
  });

  test('waits for the network', async () => {
    const tab = await listening();
    tab.online = false;
    tab.fire('offline');
    tab.socket.drop();
    await tab.browser.pass(600_000);
    expect(tab.sockets).toHaveLength(1);
    expect(tab.client.view.status).toMatchObject({ phase: 'reconnecting', offline: true });
    tab.online = true;
    tab.fire('online');
    await tab.browser.pass(1_000);
    expect(tab.sockets).toHaveLength(2);
  });

  test('after sleep it is not believed before something is heard', async () => {
    const tab = await listening();
    tab.browser.wallAheadMs += 60_000;
    await tab.browser.pass(20_000);
    expect(phaseOf(tab)).toBe('reconnecting');
    await tab.browser.pass(1_000);
    tab.socket.say(acknowledged(tab.socket.sent[1]));
    expect(phaseOf(tab)).toBe('listening');
  });

  test('TOKEN_EXPIRED: the new connection is made beside it', async () => {
    const tab = await listening(new ListenerTab(undefined, true));
    await tab.browser.pass(120_000);
    const old = tab.socket;
    old.say(server.refusal(old.sent[1], 'TOKEN_EXPIRED'));
    await settled();
    expect(tab.socket.protocols[2]).toBe('bearer.token-2');
    expect(old.state).toBe('open');
  });

  test('no socket outlives the page’s going into the back-forward cache', async () => {
    const tab = await listening();
    tab.fire('pagehide', { persisted: true });
    expect(tab.open).toEqual([]);
    tab.fire('pageshow', { persisted: true });
    await tab.browser.pass(1_000);
    expect(tab.sockets).toHaveLength(2);
  });

  test('close ends everything, and open begins anew', async () => {
    const tab = await listening();
    push(tab, server.audio(1));
    tab.client.close();
    expect(tab.open).toEqual([]);
    expect(phaseOf(tab)).toBe('off');
    await listening(tab, { nextSeq: 9 });
    push(tab, server.audio(9));
    expect(heard(tab)).toEqual([1, 9]);
  });
});
