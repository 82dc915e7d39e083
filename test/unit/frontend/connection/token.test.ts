import { describe, expect, test } from 'vitest';
import { settled, Tab } from './outside.ts';
import { answerResume, onAir, phase } from './scenes.ts';

describe('the token', () => {
  test('a refused one asks the person to sign in; opening again goes on with the session', async () => {
    const tab = await onAir();
    tab.token = () => Promise.reject(new Error('login_required'));
    tab.socket.drop();
    await tab.browser.pass(2_000);
    expect(phase(tab)).toBe('signInAgain');
    await tab.browser.pass(60_000);
    expect(phase(tab)).toBe('signInAgain');
    tab.token = async () => 'token-new';
    tab.client.open();
    await settled();
    answerResume(tab);
    expect(tab.client.view.onAir).toBe(true);
  });

  test('who opens again as soon as one was refused is asked for another', async () => {
    const tab = new Tab();
    tab.token = () => Promise.reject(new Error('login_required'));
    const forget = tab.client.subscribe(({ status }) => {
      if (status.phase !== 'signInAgain') return;
      forget();
      tab.token = async () => 'token-new';
      tab.client.open();
    });
    tab.client.open();
    await settled();
    expect(tab.sockets).toHaveLength(1);
    expect(phase(tab)).toBe('connecting');
  });

  test('one that could not be fetched is tried again', async () => {
    const tab = await onAir();
    tab.token = () => Promise.reject(new TypeError('Failed to fetch'));
    tab.socket.drop();
    await tab.browser.pass(2_000);
    expect(phase(tab)).toBe('reconnecting');
    tab.token = async () => 'token-new';
    await tab.browser.pass(3_500);
    answerResume(tab);
    expect(tab.client.view.onAir).toBe(true);
  });

  test.each([
    [8 * 1024, { phase: 'connecting' }],
    [8 * 1024 + 1, { phase: 'failed', failure: { code: 'TOKEN_TOO_LONG' } }],
  ])('one of %i bytes: %o', async (length, expected) => {
    const tab = new Tab();
    tab.token = async () => 'x'.repeat(length);
    tab.client.open();
    await settled();
    expect(tab.client.view.status).toMatchObject(expected);
    expect(tab.sockets).toHaveLength(expected.phase === 'failed' ? 0 : 1);
  });

  test('one refresh is in flight, however many attempts wait for it', async () => {
    const tab = new Tab();
    let asked = 0;
    let give: (token: string) => void = () => undefined;
    tab.token = () => {
      asked++;
      return new Promise((resolve) => (give = resolve));
    };
    tab.client.open();
    await tab.browser.pass(100_000);
    expect(asked).toBe(1);
    expect(tab.sockets).toHaveLength(0);
    give('late');
    await settled();
    expect(tab.sockets.length).toBeLessThanOrEqual(1);
  });
});
