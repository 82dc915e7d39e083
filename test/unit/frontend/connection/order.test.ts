import { expect, test } from 'vitest';
import type { ServerMessage } from '#protocol/server-messages.ts';
import type { Heard } from '../../../../frontend/src/connection/listener.ts';
import { heardFrom, holdMs, noOrder, withArrived } from '../../../../frontend/src/connection/order.ts';
import * as server from './server.ts';

type Push = readonly [from: number, to: number, fields?: Parameters<typeof server.frames>[1]];

/** What is heard of pushes that all arrive at 0, the last look at `at`: seqs as numbers, gaps in words. */
function play(
  pushes: readonly Push[],
  { at = 0, settledSeq = pushes[0]?.[0] } = {},
): readonly (number | string)[] {
  let order = noOrder;
  const all: Heard[] = [];
  const look = (now: number): void => {
    const [next, heard] = heardFrom(order, now, settledSeq);
    order = next;
    all.push(...heard);
  };
  for (const [from, to, fields] of pushes) {
    const message = server.frames(server.audio(from, to), fields) as ServerMessage<'frames'>;
    order = withArrived(order, message, 0);
    look(0);
  }
  look(at);
  return all.map((each) =>
    each.kind === 'frame'
      ? each.frame.seq
      : `${each.seqs} missing${each.ms === undefined ? '' : `, ${each.ms} ms`}`,
  );
}

test('the first frame ever begins without a gap, wherever it is', () => {
  expect(play([[7, 8, { gap: 3, gapMs: 300 }]])).toEqual([7, 8]);
});

test('the first waits 1 s for those that should have come before it, and has no gap then', () => {
  const early = { settledSeq: 5 };
  expect(play([[7, 8]], { at: holdMs - 1, ...early })).toEqual([]);
  expect(play([[7, 8]], { at: holdMs, ...early })).toEqual([7, 8]);
  expect(
    play(
      [
        [7, 8],
        [5, 6],
      ],
      early,
    ),
  ).toEqual([5, 6, 7, 8]);
  expect(play([[7, 8, { gap: 2 }]], early)).toEqual([7, 8]);
});

test('what was taken before is dropped, wholly or in part', () => {
  expect(
    play([
      [1, 3],
      [1, 3],
      [2, 5],
    ]),
  ).toEqual([1, 2, 3, 4, 5]);
});

test('frames of an epoch below the highest seen are dropped, even those not heard yet', () => {
  expect(
    play(
      [
        [1, 2],
        [5, 6, { epoch: 2 }],
        [3, 4, { epoch: 1 }],
      ],
      { at: holdMs },
    ),
  ).toEqual([1, 2, '2 missing', 5, 6]);
});

test('an announced gap is told at once, with its length', () => {
  expect(
    play([
      [1, 2],
      [5, 5, { gap: 2, gapMs: 200 }],
    ]),
  ).toEqual([1, 2, '2 missing, 200 ms', 5]);
});

test('an announced gap that was heard after all is none', () => {
  expect(
    play([
      [1, 4],
      [5, 5, { gap: 2, gapMs: 200 }],
    ]),
  ).toEqual([1, 2, 3, 4, 5]);
});

test('of a gap that was heard in part, the length of the rest is not known', () => {
  expect(
    play([
      [1, 3],
      [5, 5, { gap: 2, gapMs: 200 }],
    ]),
  ).toEqual([1, 2, 3, '1 missing', 5]);
});

test('what is ahead of a hole waits 1 s for what is missing, and no longer', () => {
  const pushes: Push[] = [
    [1, 2],
    [5, 6],
  ];
  expect(play(pushes, { at: holdMs - 1 })).toEqual([1, 2]);
  expect(play(pushes, { at: holdMs })).toEqual([1, 2, '2 missing', 5, 6]);
  expect(play([...pushes, [3, 4]])).toEqual([1, 2, 3, 4, 5, 6]);
});

test('of a hole that is announced in part, only the rest is waited for', () => {
  const pushes: Push[] = [
    [1, 2],
    [7, 7, { gap: 2, gapMs: 200 }],
  ];
  expect(play(pushes)).toEqual([1, 2]);
  expect(play([...pushes, [3, 4]])).toEqual([1, 2, 3, 4, '2 missing, 200 ms', 7]);
  expect(play(pushes, { at: holdMs })).toEqual([1, 2, '2 missing', '2 missing, 200 ms', 7]);
});

test('a hole before the seq from which all is pushed is not waited for; one that reaches it is', () => {
  const pushes: Push[] = [
    [1, 2],
    [5, 5],
  ];
  expect(play(pushes, { settledSeq: 5 })).toEqual([1, 2, '2 missing', 5]);
  expect(play(pushes, { settledSeq: 4 })).toEqual([1, 2]);
});
