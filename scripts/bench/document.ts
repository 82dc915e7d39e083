/** docs/performance.md and its pictures, made of what the chapters found. */
import { mkdir, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { barChart } from '../charts/bar-chart.ts';
import { lineChart } from '../charts/line-chart.ts';
import type { Chapter, Chart, Findings, Goal, Table } from './chapter.ts';
import type { Circumstances } from './circumstances.ts';
import { textOf } from './terminal-table.ts';

const DOCUMENT = 'docs/performance.md';
const IMAGES = 'docs/images';

export interface Found {
  readonly chapter: Chapter;
  readonly findings: Findings;
}

export type Made = Circumstances & {
  /** All chapters together. */
  readonly took: string;
};

/** @returns the files that it wrote, from the project's root */
export async function writeDocument(at: Made, found: readonly Found[]): Promise<readonly string[]> {
  const config = await resolveConfig(DOCUMENT);
  const text = await format(document(at, found), { ...config, parser: 'markdown' });
  await mkdir(IMAGES, { recursive: true });
  const pictures = found.flatMap(({ findings }) => findings.charts ?? []);
  await Promise.all([
    writeFile(DOCUMENT, text),
    ...pictures.map((chart) => writeFile(`${IMAGES}/${chart.name}.svg`, drawn(chart))),
  ]);
  return [DOCUMENT, ...pictures.map(({ name }) => `${IMAGES}/${name}.svg`)];
}

/** As Markdown, not yet formatted. */
export function document(at: Made, found: readonly Found[]): string {
  const goals = found.flatMap(({ findings }) => findings.goals ?? []);
  return [
    '# Performance',
    'What a session costs and how fast it is, beside what people would use instead. `npm run bench -- --write` made this page ' +
      'and its pictures in one run. Counts and bytes are those of this commit on any machine that has dynoxide; dollars are counts times list ' +
      'prices. Times are those of one machine: read the ratios, whose two sides ran in the same minutes, in turns where a ' +
      'chapter does not say otherwise. Nothing here was measured on AWS.',
    markdownTable({
      title: '',
      columns: [{ heading: '' }, { heading: '' }],
      rows: Object.entries(at),
      notes: [],
    }),
    '## What was set out to be reached',
    markdownTable(goalsTable(goals)),
    ...found.flatMap(({ chapter, findings }) => [
      `## ${chapter.title}`,
      ...(findings.charts ?? []).map(({ title, name }) => `![${title}](images/${name}.svg)`),
      ...findings.tables.flatMap((table) => [
        `### ${table.title}`,
        markdownTable(table),
        ...(table.notes.length > 0 ? [table.notes.map((note) => `- ${note}`).join('\n')] : []),
      ]),
    ]),
  ].join('\n\n');
}

export function goalsTable(goals: readonly Goal[]): Table {
  return {
    title: 'What was set out to be reached',
    columns: [
      { heading: 'what' },
      { heading: 'measured', digits: 0 },
      { heading: 'at most', digits: 0 },
      { heading: '' },
    ],
    rows: goals.map(({ what, measured, atMost, digits }) => [
      what,
      ...[measured, atMost].map((value) => textOf(value, { heading: '', digits })),
      measured <= atMost ? 'reached' : 'missed',
    ]),
    notes: [],
  };
}

function markdownTable({ columns, rows }: Table): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    line(columns.map(({ heading }) => heading)),
    line(columns.map(({ digits }) => (digits === undefined ? '---' : '---:'))),
    ...rows.map((row) => line(columns.map((column, index) => textOf(row[index], column)))),
  ].join('\n');
}

function drawn(chart: Chart): string {
  switch (chart.kind) {
    case 'bars':
      return barChart(chart);
    case 'lines':
      return lineChart(chart);
  }
}
