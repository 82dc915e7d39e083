import { expect, test } from 'vitest';
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
