// Columns of text, as wide as they need to be, with colours that do not count.
import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];
export interface Styled {
  readonly text: string;
  readonly style: Style;
}
export type Cell = string | Styled;

const GAP = '  ';

/** Coloured where standard output is a terminal that may have colours. */
export const styled = (cell: Cell): string =>
  typeof cell === 'string' ? cell : styleText(cell.style, cell.text);

export function table(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [headings.map((text): Cell => ({ text, style: 'dim' })), ...rows];
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => widthOf(line[column] ?? ''))));
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

const widthOf = (cell: Cell): number => (typeof cell === 'string' ? cell : cell.text).length;
