// Whatever happens at once to a speaker's item, there is one order of it that explains every answer.
import { describe, expect, test } from 'vitest';
import { linearization, type Operation } from './checker.ts';
import { CONCURRENT, historyOf, stateKey, type History } from './histories.ts';

const HISTORIES = 10_000;
const explained = (history: History) => linearization(history, undefined, stateKey) !== undefined;

test(`${HISTORIES} histories of up to ${CONCURRENT} operations at once have an order that explains every answer`, async () => {
  const unexplained: number[] = [];
  let operations = 0;
  let unheard = 0;
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const history = await historyOf(seed);
    operations += history.length;
    unheard += history.filter(({ answer }) => answer === undefined).length;
    if (!explained(history)) unexplained.push(seed);
  }
  expect(unexplained).toEqual([]);
  // The weather was bad enough to mean something.
  expect(operations).toBeGreaterThan(8 * HISTORIES);
  expect(unheard).toBeGreaterThan(HISTORIES);
}, 120_000);

describe('a history that was tampered with is found out', () => {
  /** Answered operations that tell of the session, of histories without a fault, so that nothing is left open. */
  async function* tamperable(): AsyncGenerator<History> {
    for (let seed = 1; seed <= 400; seed += 1) {
      const history = await historyOf(seed);
      if (history.every(({ answer }) => answer !== undefined)) yield history;
    }
  }
  const tampered = (history: History, change: (answer: string, name: string) => string): History[] =>
    history.flatMap((operation, index) => {
      const answer = change(operation.answer ?? '', operation.name);
      return answer === operation.answer ? [] : [history.with(index, { ...operation, answer })];
    });
  const raise = (field: string, by: number) => (answer: string) =>
    answer.replace(
      new RegExp(`"${field}":(\\d+)`),
      (_all, value: string) => `"${field}":${Number(value) + by}`,
    );
  const revive = (answer: string, name: string) =>
    name.includes('endSession') && answer.includes('leaseUntil')
      ? answer.replace('"status":"ended"', '"status":"live"')
      : answer;

  test.each([
    ['an epoch that nobody had yet', raise('epoch', 100)],
    ['a lease that nobody was told', raise('leaseUntil', 3_600_000)],
    ['another session’s name', (answer: string) => answer.replace(/"name-of-(\d+)"/, '"name-of-9$1"')],
    ['a volume that nobody set', (answer: string) => answer.replace(/"volume",\d+/, '"volume",99')],
    ['an end that ended nothing', revive],
  ])('%s', async (_name, change) => {
    let planted = 0;
    for await (const history of tamperable())
      for (const bad of tampered(history, change)) {
        planted += 1;
        expect(explained(bad)).toBe(false);
      }
    expect(planted).toBeGreaterThan(10);
  });
});

describe('the checker', () => {
  /** A register: `set` answers `ok`, `get` what is in it. */
  const set = (value: number, calledAt: number, returnedAt: number, answer: string | undefined = 'ok') =>
    ({
      name: `set ${value}`,
      calledAt,
      returnedAt,
      answer,
      apply: () => ({ answer: 'ok', state: value }),
    }) as const;
  const get = (seen: number, calledAt: number, returnedAt: number): Operation<number> => ({
    name: `get ${seen}`,
    calledAt,
    returnedAt,
    answer: String(seen),
    apply: (state) => ({ answer: String(state), state }),
  });
  const unheard = (value: number, calledAt: number): Operation<number> => ({
    ...set(value, calledAt, Infinity),
    answer: undefined,
  });
  const order = (...history: Operation<number>[]) => linearization(history, 0, String);

  test('finds the order where calls overlap', () => {
    expect(order(set(1, 0, 10), get(0, 1, 9), get(1, 2, 8))).toEqual(['get 0', 'set 1', 'get 1']);
  });

  test('rejects a value read after it was overwritten', () => {
    expect(order(set(1, 0, 1), set(2, 2, 3), get(1, 4, 5))).toBeUndefined();
    expect(order(set(1, 0, 1), set(2, 2, 6), get(1, 4, 5))).toEqual(['set 1', 'get 1', 'set 2']);
  });

  test('rejects a lost update', () => {
    expect(order(set(1, 0, 1), get(0, 2, 3))).toBeUndefined();
  });

  test('rejects two readers that see two writes in different orders', () => {
    const writes = [set(1, 0, 20), set(2, 0, 20)];
    expect(order(...writes, get(1, 1, 2), get(2, 3, 4))).toBeDefined();
    expect(order(...writes, get(1, 1, 2), get(2, 3, 4), get(1, 5, 6))).toBeUndefined();
  });

  test('lets an unheard write take effect late, or never, but not before its call', () => {
    expect(order(unheard(1, 5), get(0, 6, 7), get(1, 8, 9))).toBeDefined();
    expect(order(unheard(1, 5), get(0, 6, 7))).toBeDefined();
    expect(order(unheard(1, 5), get(1, 1, 2))).toBeUndefined();
    expect(order(unheard(1, 5), get(1, 6, 7), get(0, 8, 9))).toBeUndefined();
  });
});
