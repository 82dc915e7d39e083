// What was to happen after the end happens once the session is over, and never where it goes on.
import { expect, test } from 'vitest';
import type { Status, View } from '../../../../frontend/src/connection/client.ts';
import { endAndThen } from '../../../../frontend/src/ui/after-end.ts';

const viewOf = (status: Status, ending = false) => ({ status, ending }) as View;
const ended: Status = { phase: 'ended', sessionId: 'a-b-1', reason: 'elsewhere' };

function clientAt(status: Status) {
  const followers = new Set<(view: View) => void>();
  const asked: string[] = [];
  const client = {
    view: viewOf(status),
    end: () => void asked.push('end'),
    subscribe(follower: (view: View) => void) {
      followers.add(follower);
      return () => void followers.delete(follower);
    },
  };
  const becomes = (view: View) => {
    for (const follower of [...followers]) follower(view);
  };
  return { asked, becomes, client };
}

test('it waits for the end that it asks for, and happens once', () => {
  const { asked, becomes, client } = clientAt({ phase: 'onAir' });
  let times = 0;
  endAndThen(client, () => (times += 1));
  becomes(viewOf({ phase: 'onAir' }, true));
  expect([asked, times]).toEqual([['end'], 0]);
  becomes(viewOf(ended));
  becomes(viewOf(ended));
  expect(times).toBe(1);
});

test('it does not happen where the end was refused', () => {
  const { becomes, client } = clientAt({ phase: 'onAir' });
  let times = 0;
  endAndThen(client, () => (times += 1));
  becomes(viewOf({ phase: 'onAir' }));
  becomes(viewOf(ended));
  expect(times).toBe(0);
});

test('where the session is over already it happens at once', () => {
  const { asked, client } = clientAt(ended);
  let times = 0;
  endAndThen(client, () => (times += 1));
  expect([asked, times]).toEqual([[], 1]);
});
