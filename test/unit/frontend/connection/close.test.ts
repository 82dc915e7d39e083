import { expect, test } from 'vitest';
import { joining } from './listener-scenes.ts';
import { ListenerTab, settled } from './outside.ts';
import { onAir } from './scenes.ts';

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
