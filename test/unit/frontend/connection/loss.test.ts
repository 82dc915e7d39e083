import { describe, expect, test } from 'vitest';
import { settled, Tab } from './outside.ts';
import { answerResume, onAir, phase } from './scenes.ts';
import * as server from './server.ts';

describe('a lost connection', () => {
  test('tells how long the lease still runs, on its own clock', async () => {
    const tab = await onAir();
    const at = tab.browser.now;
    await tab.browser.pass(60_000);
    tab.socket.drop();
    expect(tab.client.view.status).toMatchObject({
      phase: 'reconnecting',
      leaseRanOut: false,
      leaseEndsAt: at + server.leaseMs,
    });
  });

  test('after the lease it says so and goes on asking, and the server decides', async () => {
    const tab = await onAir();
    tab.online = false;
    tab.socket.drop();
    tab.fire('offline');
    await tab.browser.pass(server.leaseMs - 1);
    expect(tab.client.view.status).toMatchObject({
      phase: 'reconnecting',
      leaseRanOut: false,
      offline: true,
    });
    await tab.browser.pass(1);
    expect(tab.client.view.status).toMatchObject({ phase: 'reconnecting', leaseRanOut: true });
    tab.fire('online');
    await tab.browser.pass(1_000);
    tab.socket.accept();
    tab.socket.say(server.refusal(tab.socket.sent[0], 'SESSION_EXPIRED'));
    expect(phase(tab)).toBe('expired');
    expect(tab.persisted).not.toHaveProperty('held');
    tab.client.newSession();
    expect(phase(tab)).toBe('off');
  });

  test('no attempt is made while the network is away', async () => {
    const tab = await onAir();
    const { length } = tab.sockets;
    tab.fire('offline');
    tab.socket.drop();
    await tab.browser.pass(60_000);
    expect(tab.sockets).toHaveLength(length);
    tab.fire('online');
    await tab.browser.pass(999);
    expect(tab.sockets).toHaveLength(length + 1);
  });

  test('attempts grow apart, each in the middle of its range where chance is', async () => {
    const tab = await onAir();
    tab.socket.drop();
    const gaps: number[] = [];
    for (let attempt = 0; attempt < 7; attempt++) {
      const { length } = tab.sockets;
      const from = tab.browser.now;
      while (tab.sockets.length === length) await tab.browser.pass(100);
      gaps.push(tab.browser.now - from);
      tab.socket.drop();
    }
    expect(gaps).toEqual([1_000, 3_000, 6_500, 8_500, 10_000, 10_000, 10_000]);
  });

  test('who closed each connection is on record', async () => {
    const tab = await onAir();
    tab.socket.drop(1001, 'Going away');
    await tab.browser.pass(2_000);
    answerResume(tab);
    tab.socket.drop();
    tab.client.close();
    tab.client.open();
    await settled();
    expect(tab.client.view.closedConnections).toEqual([]);
    const again = await onAir(new Tab());
    again.socket.drop(1001, 'Going away');
    await again.browser.pass(2_000);
    again.socket.drop();
    const [third, second, first] = again.client.view.closedConnections;
    expect(third).toMatchObject({ connectionNumber: 3, by: 'network' });
    expect(third?.openedAt).toBeUndefined();
    expect(second).toMatchObject({ connectionNumber: 2, by: 'gateway', code: 1001, why: 'Going away' });
    expect(first).toMatchObject({ connectionNumber: 1, by: 'client' });
  });
});
