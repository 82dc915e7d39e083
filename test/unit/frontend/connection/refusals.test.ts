import { describe, expect, test } from 'vitest';
import { settled } from './outside.ts';
import { actions, creating, phase, wish } from './scenes.ts';
import * as server from './server.ts';

describe('refusals of the greeting', () => {
  test('RATE_LIMITED beyond the two minutes is said at once, with the time', async () => {
    const tab = await creating();
    tab.socket.say(server.refusal(tab.socket.sent[0], 'RATE_LIMITED', { retryAfterMs: 1_800_000 }));
    expect(tab.client.view.status).toMatchObject({
      phase: 'failed',
      failure: { code: 'RATE_LIMITED', retryAfterMs: 1_800_000 },
    });
    expect(tab.client.view.possible.start).toBe(true);
  });

  test('RATE_LIMITED for a moment is waited out with the same requestId', async () => {
    const tab = await creating();
    tab.socket.say(server.refusal(tab.socket.sent[0], 'RATE_LIMITED', { retryAfterMs: 3_000 }));
    await tab.browser.pass(3_000);
    expect(tab.socket.sent).toHaveLength(1);
    await tab.browser.pass(2_000);
    expect(tab.socket.sent[1]).toEqual(tab.socket.sent[0]);
  });

  test('a new socket does not undercut the time that the server asked for', async () => {
    const tab = await creating();
    tab.socket.say(server.refusal(tab.socket.sent[0], 'RATE_LIMITED', { retryAfterMs: 20_000 }));
    tab.socket.drop();
    await tab.browser.pass(3_000);
    tab.socket.accept();
    await tab.browser.pass(17_000);
    expect(tab.socket.sent).toEqual([]);
    await tab.browser.pass(2_000);
    expect(actions(tab)).toEqual(['createSession']);
  });

  test.each(['UNKNOWN_ACTION', 'INVALID_MESSAGE'] as const)(
    '%s: the page is older than the backend',
    async (code) => {
      const tab = await creating();
      tab.socket.say(server.refusal(tab.socket.sent[0], code));
      expect(phase(tab)).toBe('outdated');
    },
  );

  test('an unsupported language is shown and a new start is possible', async () => {
    const tab = await creating();
    tab.socket.say(server.refusal(tab.socket.sent[0], 'UNSUPPORTED_LANGUAGE'));
    expect(tab.client.view.status).toMatchObject({ failure: { code: 'UNSUPPORTED_LANGUAGE' } });
    tab.client.start(wish);
    await settled();
    tab.socket.accept();
    tab.socket.say(server.created(tab.socket.sent[0]));
    expect(tab.client.view.onAir).toBe(true);
  });

  test('a code of a newer server is treated by its retry', async () => {
    const tab = await creating();
    const { requestId } = tab.socket.sent[0] ?? {};
    const error = { type: 'error', timestamp: 1, requestId, code: 'LATER_CODE', message: 'Later.' };
    tab.socket.say({ ...error, retry: 'afterBackoff' });
    await tab.browser.pass(2_000);
    expect(tab.socket.sent).toHaveLength(2);
    tab.socket.say({ ...error, retry: 'somethingElse' });
    expect(phase(tab)).toBe('failed');
  });
});
