import { describe, expect, test } from 'vitest';
import { settled, type Tab } from './outside.ts';
import { answerResume, onAir, phase } from './scenes.ts';
import * as server from './server.ts';

describe('the planned move', () => {
  /** Live, with the next socket opened and greeting. */
  async function moving(): Promise<{ tab: Tab; old: Tab['socket'] }> {
    const tab = await onAir(undefined, { rotateAfterMs: 30_000 });
    const old = tab.socket;
    await tab.browser.pass(30_000);
    tab.socket.accept();
    return { tab, old };
  }

  test('the new socket resumes first, then the old one closes, and it is on the air throughout', async () => {
    const tab = await onAir(undefined, { rotateAfterMs: 30_000 });
    const seen: boolean[] = [];
    tab.client.subscribe((view) => seen.push(view.onAir));
    const old = tab.socket;
    await tab.browser.pass(30_000);
    expect(old.state).toBe('open');
    answerResume(tab);
    expect(old.closedByClient).toBe('moved to a fresh connection');
    expect(tab.open).toEqual([tab.socket]);
    expect(tab.client.view.connection?.connectionNumber).toBe(3);
    expect(seen).not.toContain(false);
  });

  test('a command issued while the session moves is sent on the new socket with the new epoch', async () => {
    const { tab, old } = await moving();
    tab.client.update({ muted: true });
    expect(old.sent.map(({ action }) => action)).toEqual(['createSession']);
    tab.socket.say(server.resumed(tab.socket.sent[0]));
    expect(tab.socket.sent[1]).toMatchObject({ action: 'updateSession', epoch: 2, change: 1 });
  });

  test('a command in flight on the old socket is refused there and accepted on the new one', async () => {
    const tab = await onAir(undefined, { rotateAfterMs: 30_000, heartbeatIntervalMs: 29_000 });
    const old = tab.socket;
    await tab.browser.pass(29_500);
    tab.client.update({ muted: true });
    const [, heartbeat, update] = old.sent;
    await tab.browser.pass(500);
    tab.socket.accept();
    old.say(server.refusal(heartbeat, 'SESSION_SUPERSEDED', server.pair(2)));
    old.say(server.refusal(update, 'SESSION_SUPERSEDED', server.pair(2)));
    expect(tab.client.view.onAir).toBe(true);
    tab.socket.say(server.resumed(tab.socket.sent[0]));
    expect(tab.socket.sent[1]).toMatchObject({ requestId: update?.requestId, epoch: 2 });
  });

  test('a push on the older socket decides nothing, but until the newer one has nothing is claimed', async () => {
    const { tab, old } = await moving();
    old.say(server.superseded(2));
    expect(phase(tab)).toBe('reconnecting');
    expect(old.state).toBe('open');
    tab.socket.say(server.refusal(tab.socket.sent[0], 'SESSION_SUPERSEDED', server.pair(2)));
    expect(phase(tab)).toBe('elsewhere');
    expect(old.state).toBe('closed');
  });

  test('an acknowledgement that such a push has overtaken claims nothing either', async () => {
    const tab = await onAir(undefined, { rotateAfterMs: 30_000, heartbeatIntervalMs: 29_000 });
    const old = tab.socket;
    await tab.browser.pass(30_000);
    old.say(server.superseded(2));
    old.say(server.acknowledged(old.sent[1]));
    expect(phase(tab)).toBe('reconnecting');
    tab.socket.accept();
    tab.socket.say(server.resumed(tab.socket.sent[0], { epoch: 3 }));
    expect(phase(tab)).toBe('onAir');
  });

  test('a push on the newer socket that names no newer epoch changes nothing', async () => {
    const { tab } = await moving();
    tab.socket.say(server.superseded(1));
    expect(phase(tab)).toBe('onAir');
  });

  test('a push on the new socket says that it had the session, and lost it: the old one has nothing left', async () => {
    const { tab, old } = await moving();
    tab.socket.say(server.superseded(3));
    expect(tab.client.view.status).toMatchObject({ phase: 'elsewhere', elsewhere: { epoch: 3 } });
    expect(old.state).toBe('closed');
  });

  test('where the new socket fails the old one stays in use, and it tries again', async () => {
    const { tab, old } = await moving();
    tab.client.update({ muted: true });
    tab.socket.drop();
    expect(tab.client.view.onAir).toBe(true);
    expect(old.sent.at(-1)).toMatchObject({ action: 'updateSession', epoch: 1 });
    old.say(server.updated(old.sent.at(-1)));
    await tab.browser.pass(3_500);
    answerResume(tab);
    expect(old.state).toBe('closed');
    expect(tab.client.view.onAir).toBe(true);
  });

  test('where the old socket goes first the new one carries on', async () => {
    const { tab, old } = await moving();
    old.drop();
    expect(phase(tab)).toBe('reconnecting');
    tab.socket.say(server.resumed(tab.socket.sent[0]));
    expect(tab.client.view.onAir).toBe(true);
    expect(tab.sockets).toHaveLength(3);
  });

  test('TOKEN_EXPIRED moves to a connection with a new token', async () => {
    const tab = await onAir();
    await tab.browser.pass(server.heartbeatIntervalMs);
    tab.socket.say(server.refusal(tab.socket.sent.at(-1), 'TOKEN_EXPIRED'));
    await settled();
    expect(tab.sockets).toHaveLength(3);
    expect(tab.socket.protocols[1]).toBe('bearer.token-3');
    tab.sockets[1]?.drop(1000);
    answerResume(tab);
    expect(tab.client.view.onAir).toBe(true);
  });

  test('a refused token does not end a connection that still works', async () => {
    const tab = await onAir(undefined, { rotateAfterMs: 30_000 });
    tab.token = () => Promise.reject(new Error('login_required'));
    await tab.browser.pass(30_000);
    expect(tab.client.view.onAir).toBe(true);
    expect(tab.client.view.notice).toMatchObject({ kind: 'tokenRefused' });
    tab.socket.drop();
    await tab.browser.pass(2_000);
    expect(phase(tab)).toBe('signInAgain');
  });
});
