import { expect, test } from 'vitest';
import { acknowledgeLast, capture, lastFrames, seqsOf } from './frames-scenes.ts';
import { joining } from './listener-scenes.ts';
import { ListenerTab, settled, Tab } from './outside.ts';
import { answerResume, onAir } from './scenes.ts';

test('a page that closes the client while it is told something leaves no socket open', async () => {
  const tab = await onAir();
  tab.client.subscribe(({ settings }) => {
    if (settings?.muted === true) tab.client.close();
  });
  tab.client.update({ muted: true });
  expect(tab.open).toEqual([]);
  expect(tab.client.view.status.phase).toBe('off');
});

test('a listener that is opened, closed and opened again at once has one socket, and speaks on it', async () => {
  const tab = new ListenerTab();
  tab.client.open();
  tab.client.close();
  const { sockets } = await joining(tab);
  expect(sockets).toHaveLength(1);
  expect(sockets[0]?.sent).toMatchObject([{ action: 'joinSession' }]);
});

test('a page that opens again when it is told of the end has its client back', async () => {
  const tab = await onAir();
  let again = 1;
  tab.client.subscribe(({ status }) => {
    if (status.phase === 'off' && again-- > 0) tab.client.open();
  });
  tab.client.close();
  await settled();
  expect(tab.client.view.status.phase).toBe('connecting');
  tab.socket.accept();
  expect(tab.socket.sent).toMatchObject([{ action: 'resumeSession' }]);
});

test.each([
  ['a page', true],
  ['a program that is no page', false],
])(
  '%s that closes its client and opens it again goes on with its session, as the same client',
  async (_, remembers) => {
    const tab = await onAir(new Tab(undefined, undefined, 0, remembers));
    const [create] = tab.socket.sent;
    tab.client.close();
    tab.client.open();
    await settled();
    expect(tab.client.view).toMatchObject({ status: { phase: 'connecting' }, session: undefined });
    answerResume(tab, { epoch: 2 });
    expect(tab.sockets).toHaveLength(3);
    expect(tab.socket.sent).toMatchObject([
      {
        action: 'resumeSession',
        sessionId: 'caring-king-2754',
        clientId: create?.clientId,
        connectionNumber: 3,
      },
    ]);
    expect(tab.client.view).toMatchObject({ onAir: true, session: { epoch: 2 } });
  },
);

test('a program that closes its client and opens it again says anew what was on its way', async () => {
  const tab = await onAir(new Tab(undefined, undefined, 0, false));
  capture(tab, 1);
  const before = lastFrames(tab);
  capture(tab, 1);
  tab.client.close();
  tab.client.open();
  await settled();
  answerResume(tab, { epoch: 2, nextSeq: 1 });
  expect(lastFrames(tab)).toMatchObject({ requestId: before?.requestId, epoch: 2 });
  expect(seqsOf(lastFrames(tab))).toEqual([1]);
  acknowledgeLast(tab);
  expect(seqsOf(lastFrames(tab))).toEqual([2]);
});
