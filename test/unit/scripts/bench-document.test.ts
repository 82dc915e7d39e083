import { expect, test } from 'vitest';
import { document } from '../../../scripts/bench/document.ts';

const at = {
  machine: '2 × some processor',
  date: '2026-11-21T00:00:00.000Z',
  node: '24.21.0',
  versions: 'ws 8.23.0',
  commit: '1234567',
  load: '0.1',
  took: '300 s',
};

const text = document(at, [
  {
    chapter: { name: 'size', title: 'Sizes', run: () => Promise.reject(new Error('ran already')) },
    findings: {
      tables: [
        {
          title: 'Bundles',
          columns: [{ heading: 'what' }, { heading: 'bytes', digits: 0 }],
          rows: [
            ['a | b', 12_345],
            ['nothing', undefined],
          ],
          notes: ['Read it so.'],
        },
      ],
      charts: [{ kind: 'bars', name: 'bundles', title: 'What is in them', digits: 0, rows: [] }],
      goals: [
        { what: 'small', measured: 1.25, atMost: 1.25, digits: 2 },
        { what: 'smaller', measured: 1.26, atMost: 1.25, digits: 2 },
      ],
      wrong: [],
    },
  },
]);

test('says where, when and with what it was made', () => {
  for (const value of Object.values(at)) expect(text).toContain(`| ${value} |`);
});

test('has each table with its notes, a dash for what was not measured, and no cell that breaks a row', () => {
  expect(text).toContain('## Sizes\n');
  expect(text).toContain(
    '### Bundles\n\n| what | bytes |\n| --- | ---: |\n| a \\| b | 12,345 |\n| nothing | - |',
  );
  expect(text).toContain('\n\n- Read it so.');
});

test('shows the pictures that lie beside it', () => {
  expect(text).toContain('![What is in them](images/bundles.svg)');
});

test('a goal is reached at its figure and missed above it, and both stand there', () => {
  expect(text).toContain('| small | 1.25 | 1.25 | reached |');
  expect(text).toContain('| smaller | 1.26 | 1.25 | missed |');
});
