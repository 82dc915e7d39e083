// What a terminal showed, as an SVG: text stays text, and every run of it has the width of its columns in any font.

const COLUMN = 8;
const LINE = 19;
const MARGIN = 20;

/** SGR parameters (ECMA-48, section 8.3.117), as far as Podium's commands use them. */
const colours: Readonly<Record<string, string>> = {
  2: '#8b949e',
  31: '#ff7b72',
  32: '#3fb950',
  33: '#d29922',
  35: '#d2a8ff',
  36: '#58a6ff',
  90: '#8b949e',
};
const PLAIN = '#e6edf3';

interface Run {
  readonly column: number;
  readonly text: string;
  readonly colour: string;
}

/** @param output lines with SGR sequences in them */
export function terminalPicture(output: string, title: string): string {
  const lines = output.trimEnd().split('\n').map(runsIn);
  const columns = Math.max(...lines.flat().map(({ column, text }) => column + text.length));
  const width = 2 * MARGIN + columns * COLUMN;
  const height = 2 * MARGIN + lines.length * LINE;
  const text = lines.flatMap((runs, line) => runs.map((run) => textOf(run, line)));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13">
<title>${escaped(title)}</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${text.join('\n')}
</svg>
`;
}

/** Each sequence ends the colour before it, as styleText's do; columns without ink need no run. */
function runsIn(line: string): readonly Run[] {
  let column = 0;
  const runs: Run[] = [];
  for (const [index, part] of line.split('\u001b[').entries()) {
    const [, code = '', rest = ''] = index === 0 ? ['', '', part] : (/^(\d*)m(.*)$/.exec(part) ?? []);
    for (const { 0: text, index: offset } of rest.matchAll(/\S+( \S+)*/g))
      runs.push({ column: column + offset, text, colour: colours[code] ?? PLAIN });
    column += rest.length;
  }
  return runs;
}

function textOf({ colour, column, text }: Run, line: number): string {
  const x = MARGIN + column * COLUMN;
  const y = MARGIN + (line + 0.75) * LINE;
  const length = text.length > 1 ? ` textLength="${text.length * COLUMN}"` : '';
  return `<text x="${x}" y="${y}" fill="${colour}"${length}>${escaped(text)}</text>`;
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
