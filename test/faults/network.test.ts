// 64 ways in which a network fails under a real client on a real stack: each ends with the same session on the air.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStack, type StackUnderTest } from '../support/stack.ts';
import { cells, nameOf, phases, runCell, type Cell, type Outcome } from './cells.ts';

const BACK_WITHIN_MS = 5_000;
const BREAKING: ReadonlySet<string> = new Set(['down', 'slowClose', 'timeOut', 'reset', 'cut']);

let stack: StackUnderTest;
/** All at once: each has a speaker, a client and a proxy of its own, and mostly waits. */
const outcomes = new Map<Cell, Promise<Outcome>>();

beforeAll(async () => {
  stack = await startStack(['--create-limit', '0']);
  for (const [seed, cell] of cells.entries()) {
    const outcome = runCell(stack, cell, seed);
    outcome.catch(() => undefined);
    outcomes.set(cell, outcome);
  }
});

afterAll(async () => {
  console.log(await table());
  await stack.stop();
});

test('there are 64 of them: eight faults, two directions, four phases', () => {
  expect(new Set(cells.map(nameOf)).size).toBe(64);
});

describe('back on the air, the same session, nothing lost and nothing doubled', () => {
  test.each(cells.map((cell) => [nameOf(cell), cell] as const))('%s', async (_name, cell) => {
    const outcome = await outcomes.get(cell);
    expect(outcome?.told).toHaveLength(1);
    expect(outcome?.stored).toMatchObject({
      si: outcome?.told[0],
      rc: 1,
      st: 'l',
      vo: 11,
      mu: true,
      pa: true,
    });
    expect(outcome?.backAfterMs).toBeLessThan(BACK_WITHIN_MS);
    // That the fault was there at all: it struck, and cost a connection or is of a kind that costs none.
    expect(outcome?.strikes).toBeGreaterThan(0);
    const needed = cell.phase === 'resume' ? 2 : 1;
    if (BREAKING.has(cell.fault.kind)) expect(outcome?.sockets).toBeGreaterThan(needed);
    else expect(outcome?.sockets).toBe(needed);
  });
});

test('no speaker has a connection left, and the log tells of no defect', async () => {
  await Promise.allSettled(outcomes.values());
  await expect.poll(() => stack.connections(), { timeout: 5_000 }).toEqual([]);
  expect(stack.output()).not.toContain('INTERNAL_ERROR');
  expect(stack.output()).not.toContain('The local gateway failed');
});

/** Milliseconds from the fault's end until back on the air, the sockets that it took, and how often the fault struck. */
async function table(): Promise<string> {
  const told = new Map<Cell, string>();
  for (const [cell, outcome] of outcomes)
    told.set(
      cell,
      await outcome.then(
        ({ backAfterMs, sockets, strikes }) => `${backAfterMs} (${sockets}, ${strikes})`,
        () => 'failed',
      ),
    );
  const rows = Map.groupBy(cells, ({ fault, direction }) => `${fault.kind} ${direction}`);
  const lines = [...rows].map(([row, inRow]) => [row, ...inRow.map((cell) => told.get(cell) ?? '')]);
  return [['back after ms (sockets, strikes)', ...phases], ...lines]
    .map((columns) => columns.map((column, index) => column.padEnd(index === 0 ? 33 : 14)).join(' '))
    .join('\n');
}
