import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { terminalTable } from '../../../scripts/bench/terminal-table.ts';

test('has numbers on the right, with the digits of their column, and a dash where nothing was measured', () => {
  const text = terminalTable({
    title: 'Delays',
    columns: [{ heading: 'SCENE' }, { heading: 'calls', digits: 0 }, { heading: 'p50 ms', digits: 1 }],
    rows: [
      ['few', 7.4, undefined],
      ['very many', 12_345, 0.25],
    ],
    notes: ['A note.'],
  });
  expect(stripVTControlCharacters(text).split('\n')).toEqual([
    'Delays',
    'SCENE       calls  p50 ms',
    'few             7       -',
    'very many  12,345     0.3',
    'A note.',
  ]);
});
