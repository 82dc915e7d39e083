/** Rows of bars, each as long as its parts together, with its sum beside it. */
import type { BarChart } from '../bench/chapter.ts';
import { COLOURS, escaped, inWords, rounded, svg, ticksUpTo, widthOf } from './frame.ts';

const WIDTH = 760;
const [ROW, BAR, GAP, TOP, TICKS, LEGEND] = [28, 18, 8, 34, 24, 20];

export function barChart({ title, rows, digits }: BarChart): string {
  const names = [...new Set(rows.flatMap(({ parts }) => parts.map(({ name }) => name)))];
  const left = Math.max(...rows.map(({ label }) => widthOf(label))) + GAP;
  const sums = rows.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0));
  const ticks = ticksUpTo(Math.max(...sums));
  const longest = ticks.at(-1) ?? 1;
  const right = WIDTH - Math.max(...sums.map((sum) => widthOf(inWords(sum, digits)))) - GAP;
  const x = (value: number) => rounded(left + (value / longest) * (right - left));
  const bottom = TOP + rows.length * ROW;

  const heading = `<text x="0" y="16">${escaped(title)}</text>`;
  const grid = ticks.map(
    (tick) =>
      `<path class="grid" d="M${x(tick)} ${TOP}V${bottom}"/>` +
      `<text x="${x(tick)}" y="${bottom + 18}" text-anchor="middle">${inWords(tick)}</text>`,
  );
  const bars = rows.flatMap(({ label, parts }, index) => {
    const top = TOP + index * ROW + (ROW - BAR) / 2;
    const baseline = top + BAR - 5;
    let until = 0;
    const pieces = parts.map(({ name, value }) => {
      const from = x(until);
      until += value;
      return `<rect class="b${names.indexOf(name) % COLOURS}" x="${from}" y="${top}" width="${rounded(x(until) - from)}" height="${BAR}"/>`;
    });
    return [
      `<text x="${rounded(left - GAP)}" y="${baseline}" text-anchor="end">${escaped(label)}</text>`,
      ...pieces,
      `<text x="${x(until) + 5}" y="${baseline}">${parts.length === 0 ? '–' : inWords(until, digits)}</text>`,
    ];
  });
  const legend = legendOf(names.length > 1 ? names : [], bottom + TICKS);
  return svg(WIDTH, legend.bottom, title, [heading, ...grid, ...bars, ...legend.elements]);
}

function legendOf(names: readonly string[], top: number) {
  let [x, y] = [0, top + LEGEND];
  const elements = names.map((name, index) => {
    const width = 18 + widthOf(name) + 2 * GAP;
    if (x > 0 && x + width > WIDTH) [x, y] = [0, y + LEGEND];
    const at = rounded(x);
    x += width;
    return `<rect class="b${index % COLOURS}" x="${at}" y="${y - 11}" width="12" height="12"/><text x="${at + 18}" y="${y}">${escaped(name)}</text>`;
  });
  return { elements, bottom: names.length === 0 ? top : y + GAP };
}
