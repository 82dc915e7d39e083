import { describe, expect, test } from 'vitest';
import { Browser, settled, Tab } from './outside.ts';
import { actions, creating, onAir, phase } from './scenes.ts';
import * as server from './server.ts';

describe('a reload', () => {
  test('resumes the session by its name, as the same client with a higher connection number', async () => {
    const tab = await onAir();
    const { clientId } = tab.persisted;
    const page = await tab.reload();
    page.client.open();
    await settled();
    page.socket.accept();
    expect(page.socket.sent[0]).toMatchObject({
      action: 'resumeSession',
      clientId,
      connectionNumber: 3,
      sessionId: 'caring-king-2754',
    });
  });

  test.each(['SESSION_NOT_FOUND', 'SESSION_ENDED', 'SESSION_EXPIRED'] as const)(
    '%s means the start page, not an error',
    async (code) => {
      const page = await (await onAir()).reload();
      page.client.open();
      await settled();
      page.socket.accept();
      page.socket.say(server.refusal(page.socket.sent[0], code));
      expect(phase(page)).toBe('off');
    },
  );

  test('sends an unanswered create again with its requestId, and no plain resume', async () => {
    const tab = await creating();
    const [{ requestId } = { requestId: '' }] = tab.socket.sent;
    // What a reload finds is what was stored before sending: a closing page has no time left.
    const page = new Tab(new Browser(), tab.stored);
    page.client.open();
    await settled();
    page.socket.accept();
    expect(page.socket.sent).toEqual([
      expect.objectContaining({
        action: 'createSession',
        requestId,
        connectionNumber: 3,
        sourceLanguage: 'en',
      }),
    ]);
    page.socket.say(server.created(page.socket.sent[0], { epoch: 2, reused: false }));
    expect(page.client.view.onAir).toBe(true);
  });

  test('a create that is more than two minutes old is not sent again', async () => {
    const tab = await creating();
    const later = new Browser();
    later.now = tab.browser.now + 120_000;
    const page = new Tab(later, tab.stored);
    page.client.open();
    await settled();
    page.socket.accept();
    expect(actions(page)).toEqual(['resumeSession']);
    expect(page.client.view.notice).toEqual({ kind: 'createGivenUp' });
  });

  test('a clock that was set back over the reload does not lengthen the two minutes', async () => {
    const tab = await creating();
    const earlier = new Browser();
    earlier.now = tab.browser.now - 600_000;
    const page = new Tab(earlier, tab.stored);
    page.client.open();
    await earlier.pass(120_000);
    expect(phase(page)).toBe('off');
    expect(page.client.view.notice).toEqual({ kind: 'createGivenUp' });
  });

  test('sends an unanswered takeover again with its pair', async () => {
    const tab = await creating();
    tab.socket.say(server.refusal(tab.socket.sent[0], 'SESSION_ACTIVE', server.pair(4)));
    tab.client.takeOver();
    const page = new Tab(new Browser(), tab.stored);
    page.client.open();
    await settled();
    page.socket.accept();
    expect(page.socket.sent[0]).toMatchObject({
      requestId: tab.socket.sent.at(-1)?.requestId,
      takeover: true,
      epoch: 4,
    });
  });

  test('the connection number is stored before the socket is opened', async () => {
    const tab = new Tab();
    let stored: unknown;
    tab.token = async () => {
      stored = tab.persisted['connectionNumber'];
      return 'token';
    };
    tab.client.open();
    await settled();
    expect(stored).toBe(1);
  });
});
