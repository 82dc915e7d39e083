// Columns of text, as wide as they need to be, with colours that do not count.
import { styleText } from 'node:util';
import { columnsOf, printable } from './printable.ts';

type Style = Parameters<typeof styleText>[0];
export interface Styled {
  readonly text: string;
  readonly style: Style;
}
export type Cell = string | Styled;

const GAP = '  ';

/** Fit to be printed, and coloured where standard output is a terminal that may have colours. */
export const styled = (cell: Cell): string =>
  typeof cell === 'string' ? printable(cell) : styleText(cell.style, printable(cell.text));

export function table(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [headings.map((text): Cell => ({ text, style: 'dim' })), ...rows];
  const widths = headings.map((_, column) =>
    lines.reduce((widest, line) => Math.max(widest, widthOf(line[column] ?? '')), 0),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) => {
          const isLast = column === line.length - 1;
          return styled(cell) + (isLast ? '' : ' '.repeat((widths[column] ?? 0) - widthOf(cell)));
        })
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

const widthOf = (cell: Cell): number => columnsOf(printable(typeof cell === 'string' ? cell : cell.text));
