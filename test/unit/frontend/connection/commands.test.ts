import { describe, expect, test } from 'vitest';
import { actions, answerResume, onAir } from './scenes.ts';
import * as server from './server.ts';

describe('a command in flight', () => {
  test('nothing but the greeting is sent before its answer', async () => {
    const tab = await onAir();
    tab.socket.drop();
    tab.client.update({ muted: true });
    tab.client.end();
    await tab.browser.pass(2_000);
    tab.socket.accept();
    await tab.browser.pass(9_000);
    expect(actions(tab)).toEqual(['resumeSession']);
  });

  test('one update is unanswered; what changes meanwhile goes into the next', async () => {
    const tab = await onAir();
    tab.client.update({ volume: 10 });
    tab.client.update({ volume: 20, muted: true });
    tab.client.update({ volume: 30 });
    expect(tab.socket.sent.slice(1)).toEqual([expect.objectContaining({ change: 1, volume: 10, epoch: 1 })]);
    expect(tab.client.view.settings).toMatchObject({ volume: 30, muted: true });
    expect(tab.client.view.unacknowledged).toEqual(['volume', 'muted']);
    tab.socket.say(server.updated(tab.socket.sent.at(-1)));
    expect(tab.socket.sent.at(-1)).toMatchObject({ change: 2, volume: 30, muted: true });
    tab.socket.say(server.updated(tab.socket.sent.at(-1)));
    expect(tab.client.view.unacknowledged).toEqual([]);
    expect(tab.client.view.settings).toMatchObject({ volume: 30, muted: true });
  });

  test('an unanswered update is sent after the resume with the new epoch and the same requestId', async () => {
    const tab = await onAir();
    tab.client.update({ paused: true });
    const [, update] = tab.socket.sent;
    tab.socket.drop();
    await tab.browser.pass(2_000);
    answerResume(tab, { epoch: 2 });
    expect(tab.socket.sent[1]).toMatchObject({
      action: 'updateSession',
      requestId: update?.requestId,
      epoch: 2,
      change: 1,
      paused: true,
    });
  });

  test('changes are counted on from what the snapshot has', async () => {
    const tab = await onAir(undefined, { change: 6 });
    tab.client.update({ paused: true });
    expect(tab.socket.sent.at(-1)).toMatchObject({ change: 7 });
  });

  test('a refused update shows the stored settings again, and why', async () => {
    const tab = await onAir();
    tab.client.update({ sourceLanguage: 'xx' });
    tab.socket.say(server.refusal(tab.socket.sent.at(-1), 'UNSUPPORTED_LANGUAGE'));
    expect(tab.client.view.settings?.sourceLanguage).toBe('en');
    expect(tab.client.view.notice).toMatchObject({ kind: 'commandRefused' });
    expect(tab.client.view.onAir).toBe(true);
  });

  test('refused updates put no heartbeat off', async () => {
    const tab = await onAir();
    for (let second = 0; second < 119; second++) {
      await tab.browser.pass(1_000);
      tab.client.update({ sourceLanguage: 'xx' });
      tab.socket.say(server.refusal(tab.socket.sent.at(-1), 'UNSUPPORTED_LANGUAGE'));
    }
    expect(actions(tab)).not.toContain('heartbeat');
    await tab.browser.pass(1_000);
    expect(actions(tab)).toContain('heartbeat');
  });

  test('a refused heartbeat is not sent again at once', async () => {
    const tab = await onAir();
    await tab.browser.pass(server.heartbeatIntervalMs);
    tab.socket.say(server.refusal(tab.socket.sent.at(-1), 'UNKNOWN_ACTION'));
    await tab.browser.pass(60_000);
    expect(actions(tab).filter((action) => action === 'heartbeat')).toHaveLength(1);
    expect(tab.client.view.notice).toMatchObject({ kind: 'outdated' });
  });

  test('UNAVAILABLE sends the same command again after the backoff, not sooner than the hint', async () => {
    const tab = await onAir();
    tab.client.update({ muted: true });
    tab.socket.say(server.refusal(tab.socket.sent.at(-1), 'UNAVAILABLE', { retryAfterMs: 5_000 }));
    await tab.browser.pass(5_000);
    expect(tab.socket.sent).toHaveLength(2);
    await tab.browser.pass(2_000);
    expect(tab.socket.sent[2]).toEqual(tab.socket.sent[1]);
  });

  test('an end is shown as on its way, sent once, and ends', async () => {
    const tab = await onAir();
    tab.client.end();
    tab.client.end();
    expect(tab.client.view.ending).toBe(true);
    expect(actions(tab)).toEqual(['createSession', 'endSession']);
    tab.socket.say(server.ended(tab.socket.sent.at(-1)));
    expect(tab.client.view.status).toMatchObject({ phase: 'ended', reason: 'requested' });
    expect(tab.persisted).not.toHaveProperty('held');
  });

  test('an end asked for while away is sent after the resume', async () => {
    const tab = await onAir();
    tab.socket.drop();
    tab.client.end();
    await tab.browser.pass(2_000);
    answerResume(tab, { epoch: 2 });
    expect(tab.socket.sent[1]).toMatchObject({ action: 'endSession', epoch: 2 });
  });
});
