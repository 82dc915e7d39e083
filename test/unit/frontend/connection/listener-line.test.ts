import { describe, expect, test } from 'vitest';
import { acknowledged, heard, listening, push } from './listener-scenes.ts';
import { ListenerTab, settled } from './outside.ts';
import { actions, phase } from './scenes.ts';
import * as server from './server.ts';

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
    expect(actions(tab)).toEqual(['joinSession']);
    tab.socket.say(server.joined(tab.socket.sent[0], { nextSeq: 6 }));
    expect(phase(tab)).toBe('listening');
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
    expect(phase(tab)).toBe('listening');
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
    expect(phase(tab)).toBe('reconnecting');
    await tab.browser.pass(1_000);
    tab.socket.say(acknowledged(tab.socket.sent[1]));
    expect(phase(tab)).toBe('listening');
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
    expect(phase(tab)).toBe('off');
    await listening(tab, { nextSeq: 9 });
    push(tab, server.audio(9));
    expect(heard(tab)).toEqual([1, 9]);
  });
});
