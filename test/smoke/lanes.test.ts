import { expect, test } from 'vitest';
import { inLanes } from './lanes.ts';

test('results come in the order of the items, whichever is done first', async () => {
  const later = (value: number) =>
    value % 2 === 0
      ? new Promise<number>((resolve) => setImmediate(() => resolve(value)))
      : Promise.resolve(value);
  expect(await inLanes(3, [0, 1, 2, 3, 4, 5, 6], later)).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test('never more are under way than there are lanes', async () => {
  let under = 0;
  let most = 0;
  await inLanes(4, Array.from({ length: 40 }), async () => {
    most = Math.max(most, (under += 1));
    await new Promise((resolve) => setImmediate(resolve));
    under -= 1;
  });
  expect(most).toBe(4);
});

test('a failure waits for what was begun, and nothing is begun after it', async () => {
  const done: number[] = [];
  let release = () => {};
  const slow = new Promise<void>((resolve) => (release = resolve));
  const running = inLanes(2, [1, 2, 3, 4], async (item) => {
    if (item === 2) throw new Error('no');
    await slow;
    done.push(item);
  });
  setImmediate(release);
  await expect(running).rejects.toThrow('no');
  expect(done).toEqual([1]);
});
