// What is read from round trips on sockets.
import { expect, test } from 'vitest';
import { goalsOf, roundTripsTable } from '../../../scripts/bench/sockets/tables.ts';
import { inTurn } from '../../../scripts/bench/turns.ts';
import { steps, type Took } from '../../../scripts/bench/sockets/steps.ts';

const all = (took: readonly number[]) => Object.fromEntries(steps.map((step) => [step, took])) as Took;
const waves = (connections: number, ...servers: readonly (readonly number[])[]) => ({
  connections,
  took: servers.map(all),
});

test('a row has each server’s percentiles, and Podium’s median beside that of one write', () => {
  const { rows } = roundTripsTable([waves(50, [2, 6, 90], [1, 1, 1], [4, 3, 2])]);
  expect(rows[0]).toEqual(['50, connect', 6, 90, 90, 1, 1, 1, 3, 4, 4, 2]);
  expect(rows).toHaveLength(steps.length);
});

test('there are goals for every crowd, each beside the same crowd’s writes', () => {
  const goals = goalsOf([waves(1, [3], [1], [2]), waves(500, [900], [1], [300])]);
  expect(goals.map(({ measured, atMost }) => [measured, atMost])).toEqual([
    [1.5, 1.3],
    [3, 1.3],
    [1.5, 3],
    [3, 3],
  ]);
  expect(goals[3]?.what).toContain('500 at once');
});

test('the table says how many rounds there were', () => {
  const { notes } = roundTripsTable([waves(1, [1, 2, 3], [1], [1]), waves(2, [1, 2, 3, 4], [1], [1])]);
  expect(notes[0]).toContain('3 of 1, 2 of 2');
});

test('each server is first in some turn, follows every other in some, and keeps its place', () => {
  const turns = [0, 1, 2, 3, 4, 5].map((turn) => inTurn(['a', 'b', 'c'], turn));
  expect(turns[1]).toEqual([
    [1, 'b'],
    [2, 'c'],
    [0, 'a'],
  ]);
  const orders = turns.map((turn) => turn.map(([, each]) => each).join(''));
  expect(new Set(orders)).toEqual(new Set(['abc', 'bca', 'cab', 'cba', 'acb', 'bac']));
});
