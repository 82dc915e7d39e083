// PROTOCOL.md as data: its headings, the tables below them, and the code spans in their cells.

export type Row = Readonly<Record<string, string>>;

export interface Section {
  readonly heading: string;
  /** Between the heading and the next one, tables included. */
  readonly text: string;
  /** Every table's rows, each cell by its column's name. */
  readonly rows: readonly Row[];
}

/** Every section of a Markdown text, whatever its depth. */
export function sectionsOf(markdown: string): readonly Section[] {
  return markdown.split(/^#{1,6} /m).map((part) => {
    const [heading = '', ...lines] = part.split('\n');
    return { heading: heading.trim(), text: lines.join('\n'), rows: tablesOf(lines).flatMap(rowsOf) };
  });
}

/** What stands between backticks, in order. */
export const codeSpansOf = (text: string): readonly string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);

/** The first code span of a cell; the cell itself where it has none. */
export const nameIn = (cell: string | undefined): string => codeSpansOf(cell ?? '')[0] ?? cell ?? '';

/** The sections below the heading of a chapter, itself among them. */
export function chapterOf(markdown: string, title: string): readonly Section[] {
  const chapter = markdown.split(/^(?=## )/m).find((part) => part.startsWith(`## ${title}\n`));
  return chapter === undefined ? [] : sectionsOf(chapter).slice(1);
}

/** The section of that heading, or an empty one: then everything in it is missing. */
export function sectionOf(markdown: string, heading: string): Section {
  return (
    sectionsOf(markdown).find((section) => section.heading === heading) ?? { heading, text: '', rows: [] }
  );
}

function tablesOf(lines: readonly string[]): readonly (readonly string[])[] {
  const blocks = lines.join('\n').split(/\n(?!\|)/);
  return blocks
    .map((block) => block.split('\n').filter((line) => line.startsWith('|')))
    .filter((table) => table.length > 2);
}

function rowsOf([head = '', , ...body]: readonly string[]): readonly Row[] {
  const names = cellsOf(head);
  return body.map((line) =>
    Object.fromEntries(cellsOf(line).map((cell, index) => [names[index] ?? '', cell])),
  );
}

const cellsOf = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
