import { describe, expect, test } from 'vitest';
import { Browser, Tab } from './outside.ts';
import { actions, creating, onAir, phase } from './scenes.ts';
import * as server from './server.ts';

describe('heartbeats and the lease', () => {
  test('a heartbeat goes out on the server’s interval, and its answer renews the lease from when it was sent', async () => {
    const tab = await onAir();
    await tab.browser.pass(server.heartbeatIntervalMs - 1);
    expect(tab.socket.sent).toHaveLength(1);
    await tab.browser.pass(1);
    const sentAt = tab.browser.now;
    expect(actions(tab)).toEqual(['createSession', 'heartbeat']);
    await tab.browser.pass(4_000);
    tab.socket.say(server.acknowledged(tab.socket.sent.at(-1)));
    expect(tab.client.view.session?.leaseEndsAt).toBe(sentAt + server.leaseMs);
    expect(tab.client.view.connection?.lastHeartbeatAt).toBe(sentAt);
  });

  test('any accepted writing command puts the heartbeat off', async () => {
    const tab = await onAir();
    await tab.browser.pass(60_000);
    tab.client.update({ muted: true });
    tab.socket.say(server.updated(tab.socket.sent.at(-1)));
    await tab.browser.pass(server.heartbeatIntervalMs - 1);
    expect(actions(tab)).not.toContain('heartbeat');
    await tab.browser.pass(1);
    expect(actions(tab)).toContain('heartbeat');
  });

  test('the lease is counted from the sending of the command, not from its late answer', async () => {
    const tab = await creating();
    const sentAt = tab.browser.now;
    await tab.browser.pass(9_000);
    tab.socket.say(server.created(tab.socket.sent[0]));
    expect(tab.client.view.session?.leaseEndsAt).toBe(sentAt + server.leaseMs);
  });

  test('and from the first sending where the command was sent twice', async () => {
    const tab = await creating();
    const sentAt = tab.browser.now;
    await tab.browser.pass(12_000);
    tab.socket.say(server.created(tab.socket.sent[1]));
    expect(tab.client.view.session?.leaseEndsAt).toBe(sentAt + server.leaseMs);
  });

  test('a lease that was told is not withdrawn by a shorter one', async () => {
    const tab = await onAir();
    const told = tab.client.view.session?.leaseEndsAt;
    await tab.browser.pass(server.heartbeatIntervalMs);
    tab.socket.say(server.acknowledged(tab.socket.sent.at(-1), { leaseUntil: server.serverNow + 1_000 }));
    expect(tab.client.view.session?.leaseEndsAt).toBe(told);
  });

  test('a wrong laptop clock changes nothing', async () => {
    const browser = new Browser();
    browser.wallAheadMs = -400 * 86_400_000;
    const tab = await onAir(new Tab(browser));
    await browser.pass(60_000);
    expect(tab.client.view.onAir).toBe(true);
    expect(tab.client.view.session?.startedAt).toBe(browser.now - 60_000);
  });

  test('an unanswered heartbeat moves to a new socket after 10 s', async () => {
    const tab = await onAir();
    await tab.browser.pass(server.heartbeatIntervalMs);
    const first = tab.socket;
    await tab.browser.pass(9_999);
    expect(first.state).toBe('open');
    await tab.browser.pass(1);
    expect(first.closedByClient).toBe('no answer');
    expect(phase(tab)).toBe('reconnecting');
  });

  test('a timer that fires far too late condemns nothing: it probes first', async () => {
    const tab = await onAir();
    await tab.browser.pass(server.heartbeatIntervalMs);
    await tab.browser.stall(60_000);
    expect(tab.socket.state).toBe('open');
    expect(actions(tab)).toEqual(['createSession', 'heartbeat', 'heartbeat']);
    tab.socket.say(server.acknowledged(tab.socket.sent.at(-1)));
    expect(tab.client.view.onAir).toBe(true);
    expect(tab.sockets).toHaveLength(2);
  });

  test('but late timers do not keep a dead connection for ever', async () => {
    const tab = await onAir();
    await tab.browser.pass(server.heartbeatIntervalMs);
    await tab.browser.stall(60_000);
    await tab.browser.stall(60_000);
    expect(phase(tab)).toBe('reconnecting');
  });

  test('it warns 15 minutes before the longest age, and not before', async () => {
    const tab = await onAir(undefined, {
      expiresAt: server.serverNow + 16 * 60_000,
      leaseUntil: server.serverNow + 16 * 60_000,
    });
    await tab.browser.pass(59_999);
    expect(tab.client.view.expiresSoon).toBe(false);
    await tab.browser.pass(1);
    expect(tab.client.view.expiresSoon).toBe(true);
  });
});
