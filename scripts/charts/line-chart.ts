/** Curves over one axis, both of them linear and from 0. */
import type { LineChart } from '../bench/chapter.ts';
import { COLOURS, escaped, inWords, rounded, svg, ticksUpTo, widthOf } from './frame.ts';

const [WIDTH, HEIGHT] = [760, 300];
const [TOP, RIGHT, GAP, LEGEND] = [54, 24, 8, 20];

export function lineChart({ title, axes, lines }: LineChart): string {
  const points = lines.flatMap((line) => line.points);
  const xTicks = ticksUpTo(Math.max(...points.map(([x]) => x)));
  const yTicks = ticksUpTo(Math.max(...points.map(([, y]) => y)));
  const left = Math.max(...yTicks.map((tick) => widthOf(inWords(tick)))) + GAP;
  const x = scale(xTicks, left, WIDTH - RIGHT);
  const y = scale(yTicks, HEIGHT, TOP);

  const grid = [
    ...yTicks.map(
      (tick) =>
        `<path class="grid" d="M${left} ${y(tick)}H${WIDTH - RIGHT}"/>` +
        `<text x="${left - GAP}" y="${y(tick) + 4}" text-anchor="end">${inWords(tick)}</text>`,
    ),
    ...xTicks.map(
      (tick) => `<text x="${x(tick)}" y="${HEIGHT + 18}" text-anchor="middle">${inWords(tick)}</text>`,
    ),
  ];
  const names = [
    `<text x="0" y="16">${escaped(title)}</text>`,
    `<text x="0" y="${TOP - 14}">${escaped(axes.y)}</text>`,
    `<text x="${WIDTH - RIGHT}" y="${HEIGHT + 36}" text-anchor="end">${escaped(axes.x)}</text>`,
  ];
  const curves = lines.map(
    (line, index) =>
      `<path class="curve c${index % COLOURS}" d="M${line.points.map(([at, value]) => `${x(at)} ${y(value)}`).join('L')}"/>`,
  );
  const legend = lines.map(({ label }, index) => {
    const top = HEIGHT + 36 + index * LEGEND;
    return (
      `<path class="curve c${index % COLOURS}" d="M${left} ${top - 4}h28"/>` +
      `<text x="${left + 36}" y="${top}">${escaped(label)}</text>`
    );
  });
  const height = HEIGHT + 36 + lines.length * LEGEND;
  return svg(WIDTH, height, title, [...names, ...grid, ...curves, ...legend]);
}

function scale(ticks: readonly number[], from: number, to: number): (value: number) => number {
  const most = ticks.at(-1) ?? 1;
  return (value) => rounded(from + (value / most) * (to - from));
}
