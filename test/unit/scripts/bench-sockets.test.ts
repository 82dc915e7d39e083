// What is read from round trips on sockets.
import { expect, test } from 'vitest';
import { goalsOf, roundTripsTable } from '../../../scripts/bench/sockets/tables.ts';
import { inTurn } from '../../../scripts/bench/sockets/turns.ts';
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

test('goals are for one connection, whatever a crowd waits', () => {
  const crowd = waves(500, [900], [1], [10]);
  expect(goalsOf([crowd, waves(1, [3], [1], [2])]).map(({ measured }) => measured)).toEqual([1.5, 1.5]);
  expect(goalsOf([crowd])).toEqual([]);
});

test('the table says how many rounds there were', () => {
  const { notes } = roundTripsTable([waves(1, [1, 2, 3], [1], [1]), waves(2, [1, 2, 3, 4], [1], [1])]);
  expect(notes[0]).toContain('3 of 1, 2 of 2');
});

test('each server is first in some turn, and keeps its place', () => {
  const turns = [0, 1, 2, 3].map((turn) => inTurn(['a', 'b', 'c'], turn));
  expect(turns.map(([first]) => first)).toEqual([
    [0, 'a'],
    [1, 'b'],
    [2, 'c'],
    [0, 'a'],
  ]);
  for (const turn of turns) expect(turn.map(([, each]) => each).sort()).toEqual(['a', 'b', 'c']);
});
