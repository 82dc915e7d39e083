import { describe, expect, test } from 'vitest';
import { Browser, settled, Tab } from './outside.ts';
import { actions, answerResume, creating, onAir, phase, wish } from './scenes.ts';
import * as server from './server.ts';

describe('two windows', () => {
  test('a start in a second window offers to continue there, and continues', async () => {
    const tab = await creating();
    tab.socket.say(server.refusal(tab.socket.sent[0], 'SESSION_ACTIVE', server.pair(4)));
    expect(tab.client.view.status).toMatchObject({ phase: 'elsewhere', wasHere: false });
    tab.client.takeOver();
    expect(tab.socket.sent.at(-1)).toMatchObject({
      action: 'resumeSession',
      takeover: true,
      sessionId: 'caring-king-2754',
      epoch: 4,
    });
    tab.socket.say(server.resumed(tab.socket.sent.at(-1), { epoch: 5 }));
    expect(tab.client.view.onAir).toBe(true);
  });

  test('the window that lost the session is told, stops, and can take it back', async () => {
    const tab = await onAir();
    tab.client.update({ volume: 10 });
    tab.socket.say(server.superseded(2));
    tab.socket.drop(1000);
    const { length } = tab.sockets;
    await tab.browser.pass(600_000);
    expect(tab.sockets).toHaveLength(length);
    expect(tab.client.view.status).toMatchObject({
      phase: 'elsewhere',
      wasHere: true,
      elsewhere: { epoch: 2 },
    });
    expect(tab.client.view.notice).toEqual({ kind: 'changesDropped' });
    tab.client.takeOver();
    await settled();
    answerResume(tab, { epoch: 3 });
    expect(tab.client.view.onAir).toBe(true);
    expect(actions(tab)).toEqual(['resumeSession']);
  });

  test('a takeover that lost another race asks the person again, with the new pair', async () => {
    const tab = await creating();
    tab.socket.say(server.refusal(tab.socket.sent[0], 'SESSION_ACTIVE', server.pair(4)));
    tab.client.takeOver();
    tab.socket.say(server.refusal(tab.socket.sent.at(-1), 'SESSION_SUPERSEDED', server.pair(5)));
    expect(tab.client.view.status).toMatchObject({ phase: 'elsewhere', elsewhere: { epoch: 5 } });
  });

  test('while a new session is asked for, the one that is elsewhere takes no settings and no end', async () => {
    const tab = await onAir();
    tab.socket.say(server.superseded(2));
    tab.client.start(wish);
    await settled();
    expect(tab.client.view.possible).toMatchObject({ update: false, end: false });
    tab.client.update({ volume: 1 });
    tab.client.end();
    expect(tab.client.view).toMatchObject({ ending: false, unacknowledged: [] });
  });

  test('the session that is elsewhere can be ended from here', async () => {
    const tab = await creating();
    tab.socket.say(server.refusal(tab.socket.sent[0], 'SESSION_ACTIVE', server.pair(4)));
    tab.client.endElsewhere();
    expect(tab.socket.sent.at(-1)).toMatchObject({ action: 'endSession', epoch: 4 });
    tab.socket.say(server.ended(tab.socket.sent.at(-1)));
    expect(tab.client.view.status).toMatchObject({ phase: 'ended', reason: 'requested' });
  });

  test('an end that comes from elsewhere is shown', async () => {
    const tab = await onAir();
    tab.socket.say(server.ended(undefined, 'operator'));
    expect(tab.client.view.status).toMatchObject({ phase: 'ended', reason: 'operator' });
    expect(tab.open).toEqual([]);
  });

  test.each([
    ['operator', 'operator'],
    ['requested', 'elsewhere'],
    [undefined, 'elsewhere'],
  ] as const)(
    'an end that a command meets before it is told of it (%s) is shown, too, and by whom',
    async (reason, shown) => {
      const tab = await onAir();
      tab.client.update({ muted: true });
      tab.socket.say({ ...server.refusal(tab.socket.sent.at(-1), 'SESSION_ENDED'), reason });
      expect(tab.client.view.status).toMatchObject({ phase: 'ended', reason: shown });
    },
  );

  test('an end that was asked for here is one, also where another command learns of it first', async () => {
    const tab = await onAir();
    tab.client.update({ muted: true });
    tab.client.end();
    tab.socket.say({ ...server.refusal(tab.socket.sent[1], 'SESSION_ENDED'), reason: 'requested' });
    expect(tab.client.view.status).toMatchObject({ phase: 'ended', reason: 'requested' });
  });

  test('a push with an epoch that is not above its own, or of another session, is ignored', async () => {
    const tab = await onAir(undefined, { epoch: 3 });
    tab.socket.say(server.superseded(3));
    tab.socket.say(server.superseded(9, 'other-name-1'));
    expect(tab.client.view.onAir).toBe(true);
    tab.socket.say(server.superseded(4));
    expect(phase(tab)).toBe('elsewhere');
  });

  test('a push does not stop it while its own resume is unanswered: the answer decides', async () => {
    const tab = await onAir();
    tab.socket.drop();
    await tab.browser.pass(2_000);
    tab.socket.accept();
    tab.socket.say(server.superseded(2));
    expect(phase(tab)).toBe('reconnecting');
    tab.socket.say(server.resumed(tab.socket.sent[0], { epoch: 3 }));
    expect(tab.client.view.onAir).toBe(true);
  });

  test('an answer older than such a push does not claim the air', async () => {
    const tab = await onAir();
    tab.socket.drop();
    await tab.browser.pass(2_000);
    tab.socket.accept();
    tab.socket.say(server.superseded(3));
    tab.socket.say(server.resumed(tab.socket.sent[0], { epoch: 2 }));
    expect(tab.client.view.status).toMatchObject({ phase: 'elsewhere', elsewhere: { epoch: 3 } });
  });

  test('a late answer with a higher epoch than the one that stopped it puts it on the air again', async () => {
    const tab = await creating();
    tab.socket.say(server.refusal(tab.socket.sent[0], 'SESSION_SUPERSEDED', server.pair(4)));
    tab.socket.say(server.created(tab.socket.sent[0], { epoch: 4 }));
    expect(phase(tab)).toBe('elsewhere');
    tab.socket.say(server.created(tab.socket.sent[0], { epoch: 5 }));
    expect(tab.client.view.onAir).toBe(true);
  });

  test('superseded in answer to a heartbeat only asks: a plain resume on a fresh socket decides', async () => {
    const tab = await onAir();
    await tab.browser.pass(server.heartbeatIntervalMs);
    const first = tab.socket;
    first.say(server.refusal(first.sent.at(-1), 'SESSION_SUPERSEDED', server.pair(2)));
    expect(phase(tab)).toBe('reconnecting');
    await tab.browser.pass(2_000);
    tab.socket.accept();
    expect(tab.socket).not.toBe(first);
    expect(tab.socket.sent[0]).not.toHaveProperty('takeover');
    tab.socket.say(server.refusal(tab.socket.sent[0], 'SESSION_SUPERSEDED', server.pair(2)));
    expect(phase(tab)).toBe('elsewhere');
  });

  test('a superseded answer that names no newer epoch than its own is ignored', async () => {
    const tab = await onAir(undefined, { epoch: 4 });
    await tab.browser.pass(server.heartbeatIntervalMs);
    tab.socket.say(server.refusal(tab.socket.sent.at(-1), 'SESSION_SUPERSEDED', server.pair(4)));
    expect(tab.client.view.onAir).toBe(true);
  });

  test('nor does such an answer to a resume end the reconnection: it is asked again', async () => {
    const tab = await onAir(undefined, { epoch: 4 });
    tab.socket.drop();
    await tab.browser.pass(2_000);
    tab.socket.accept();
    tab.socket.say(server.refusal(tab.socket.sent[0], 'SESSION_SUPERSEDED', server.pair(4)));
    expect(phase(tab)).toBe('reconnecting');
    await tab.browser.pass(10_000);
    tab.socket.say(server.resumed(tab.socket.sent[1], { epoch: 5 }));
    expect(tab.client.view.onAir).toBe(true);
  });

  test('a duplicated tab is a client of its own and sends nothing of the original’s', async () => {
    const browser = new Browser();
    const tab = await onAir(new Tab(browser));
    const copy = new Tab(browser, tab.stored);
    copy.client.open();
    await browser.pass(999);
    expect(copy.sockets).toHaveLength(0);
    await browser.pass(1);
    copy.socket.accept();
    expect(copy.socket.sent[0]).toMatchObject({ action: 'resumeSession', connectionNumber: 1 });
    expect(copy.socket.sent[0]).not.toHaveProperty('sessionId');
    expect(copy.persisted['clientId']).not.toBe(tab.persisted['clientId']);
    copy.socket.say(server.refusal(copy.socket.sent[0], 'SESSION_SUPERSEDED', server.pair(1)));
    expect(copy.client.view.status).toMatchObject({ phase: 'elsewhere', wasHere: false });
    expect(tab.client.view.onAir).toBe(true);
  });
});
