import { describe, expect, test } from 'vitest';
import { actions, answerResume, onAir, phase } from './scenes.ts';
import * as server from './server.ts';

describe('the machine sleeps', () => {
  test('a laptop that slept for an hour is not on the air before the server has said so', async () => {
    const tab = await onAir();
    await tab.browser.pass(5_000);
    // Some systems stop the monotonic clock meanwhile: only the wall clock tells.
    tab.browser.wallAheadMs += 3_600_000;
    await tab.browser.pass(20_000);
    expect(tab.client.view.status).toMatchObject({ phase: 'reconnecting', leaseRanOut: true });
    expect(actions(tab)).toContain('heartbeat');
    tab.socket.say(server.refusal(tab.socket.sent.at(-1), 'SESSION_EXPIRED'));
    expect(phase(tab)).toBe('expired');
  });

  test('a short sleep is over with the answer to the probe', async () => {
    const tab = await onAir();
    tab.browser.wallAheadMs += 60_000;
    await tab.browser.pass(21_000);
    expect(tab.client.view.onAir).toBe(false);
    tab.socket.say(server.acknowledged(tab.socket.sent.at(-1)));
    expect(tab.client.view.onAir).toBe(true);
  });

  test('naps too short to be noticed one by one are counted together', async () => {
    const tab = await onAir();
    const before = tab.client.now();
    for (let nap = 0; nap < 3; nap += 1) {
      // The clock of this machine stands while it sleeps.
      tab.browser.wallAheadMs += 20_000;
      await tab.browser.pass(20_000);
    }
    // A minute awake and a minute asleep; less than half a minute may stay unnoticed.
    expect(tab.client.now() - before).toBeGreaterThan(90_000);
    // It has asked whether it is still there, and nobody answered.
    expect(phase(tab)).toBe('reconnecting');
  });

  test('a clock that is set back is no sleep, and hides none', async () => {
    const tab = await onAir();
    tab.browser.wallAheadMs -= 3_600_000;
    await tab.browser.pass(21_000);
    expect(tab.client.view.onAir).toBe(true);
    tab.browser.wallAheadMs += 3_600_000;
    await tab.browser.pass(21_000);
    expect(phase(tab)).toBe('reconnecting');
  });

  test('coming back to the page probes a connection that has been silent', async () => {
    const tab = await onAir();
    await tab.browser.pass(29_000);
    tab.fire('visibilitychange');
    await tab.browser.pass(1_000);
    expect(actions(tab)).not.toContain('heartbeat');
    tab.fire('visibilitychange');
    await tab.browser.pass(1_000);
    expect(actions(tab)).toContain('heartbeat');
    expect(tab.client.view.onAir).toBe(true);
  });

  test('a page from the back-forward cache resumes at once', async () => {
    const tab = await onAir();
    tab.fire('pagehide', { persisted: true });
    expect(tab.open).toEqual([]);
    await tab.browser.pass(5_000);
    expect(tab.open).toEqual([]);
    tab.fire('pageshow', { persisted: true });
    await tab.browser.pass(1_000);
    answerResume(tab);
    expect(tab.client.view.onAir).toBe(true);
  });

  test('going offline doubts the connection until it is heard again', async () => {
    const tab = await onAir();
    tab.fire('offline');
    expect(phase(tab)).toBe('reconnecting');
    await tab.browser.pass(1_000);
    tab.socket.say(server.acknowledged(tab.socket.sent.at(-1)));
    expect(tab.client.view.onAir).toBe(true);
  });
});
