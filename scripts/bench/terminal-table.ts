/** A chapter's table for a terminal: numbers right, text left. */
import { table, type Cell } from '../sessions/table.ts';
import type { Column, Table } from './chapter.ts';

export function terminalTable({ title, columns, rows, notes }: Table): string {
  const texts = rows.map((row) => columns.map((column, index) => textOf(row[index], column)));
  const widths = columns.map(({ heading }, index) =>
    Math.max(heading.length, ...texts.map((row) => row[index]?.length ?? 0)),
  );
  const aligned = (line: readonly string[]) =>
    line.map((text, index) =>
      columns[index]?.digits === undefined ? text : text.padStart(widths[index] ?? 0),
    );
  const headings = aligned(columns.map(({ heading }) => heading));
  return [
    title,
    table(
      headings,
      texts.map((row): Cell[] => aligned(row)),
    ),
    ...notes,
  ].join('\n');
}

export function textOf(value: string | number | undefined, { digits }: Column): string {
  if (value === undefined) return '-';
  return typeof value === 'string'
    ? value
    : value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
