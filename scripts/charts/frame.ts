/** What every drawing here has in common: it is readable on light and on dark pages, by eye and by ear. */

/** Of one drawing; further ones begin again with the first. */
export const COLOURS = 7;

const styles = `
  :root {
    --ink: #24292f; --faint: #d0d7de; --mark: #57606a;
    --c0: #0969da; --c1: #cf222e; --c2: #9a6700; --c3: #1a7f37; --c4: #8250df; --c5: #57606a; --c6: #bf3989
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --ink: #e6edf3; --faint: #30363d; --mark: #8b949e;
      --c0: #58a6ff; --c1: #ff7b72; --c2: #e3b341; --c3: #56d364; --c4: #d2a8ff; --c5: #8b949e; --c6: #ff9bce
    }
  }
  text { font: 13px system-ui, sans-serif; fill: var(--ink) }
  .grid { stroke: var(--faint) } .mark { stroke: var(--mark); stroke-dasharray: 4 4 }
  .curve { fill: none; stroke-width: 2.5 }
  .c0 { stroke: var(--c0) } .c1 { stroke: var(--c1); stroke-dasharray: 7 4 } .c2 { stroke: var(--c2) }
  .c3 { stroke: var(--c3); stroke-dasharray: 2 3 } .c4 { stroke: var(--c4) } .c5 { stroke: var(--c5); stroke-dasharray: 9 3 2 3 } .c6 { stroke: var(--c6); stroke-dasharray: 1 4 }
  .b0 { fill: var(--c0) } .b1 { fill: var(--c1) } .b2 { fill: var(--c2) } .b3 { fill: var(--c3) } .b4 { fill: var(--c4) } .b5 { fill: var(--c5) } .b6 { fill: var(--c6) }`;

/** @param title what it shows, in words, for those who cannot see it */
export function svg(width: number, height: number, title: string, elements: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${styles}\n</style>`,
    ...elements,
    '</svg>\n',
  ].join('\n');
}

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Enough for a drawing, and the same digits on every machine. */
export const rounded = (pixels: number): number => Math.round(pixels * 10) / 10;

/** How wide a text is at most in the drawings' 13 px: fonts differ. */
export const widthOf = (text: string): number => text.length * 7.2;

/** At most six steps from 0, each 1, 2 or 5 times a power of ten, the last at or above `most`. */
export function ticksUpTo(most: number): readonly number[] {
  if (most <= 0) return [0, 1];
  const least = most / 5;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((times) => times * power).find((each) => each >= least) ?? least;
  const count = Math.ceil(most / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(6)));
}

export const inWords = (value: number, digits?: number): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
