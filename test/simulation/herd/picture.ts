/** The curves as a drawing that is readable on light and on dark pages: time in logarithmic steps, share that is back. */
import { rounded, svg } from '../../../scripts/charts/frame.ts';
import type { Comeback } from './comeback.ts';
import type { Herd } from './crowd.ts';
import { LEASE_MS } from './words.ts';

const [WIDTH, HEIGHT] = [760, 400];
const [LEFT, RIGHT, TOP, BOTTOM] = [52, 16, 20, 84];
const [FROM_MS, TO_MS] = [500, 3_600_000];
const POINTS = 240;

const ticks = [
  [1, '1 s'],
  [10, '10 s'],
  [60, '1 min'],
  [300, '5 min'],
  [600, '10 min'],
  [3_600, '1 h'],
] as const;

export function picture(runs: readonly { readonly herd: Herd; readonly comeback: Comeback }[]): string {
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<path class="grid" d="M${LEFT} ${y(share)}H${WIDTH - RIGHT}"/>` +
      `<text x="${LEFT - 8}" y="${y(share) + 4}" text-anchor="end">${share * 100} %</text>`,
  );
  const times = ticks.map(
    ([seconds, name]) =>
      `<path class="grid" d="M${x(seconds * 1_000)} ${TOP}V${y(0)}"/>` +
      `<text x="${x(seconds * 1_000)}" y="${y(0) + 18}" text-anchor="middle">${name}</text>`,
  );
  const lease =
    `<path class="mark" d="M${x(LEASE_MS)} ${TOP}V${y(0)}"/>` +
    `<text x="${x(LEASE_MS) - 6}" y="${y(0) - 8}" text-anchor="end">lease</text>`;
  const curves = runs.map(({ comeback }, index) => `<path class="curve c${index}" d="${path(comeback)}"/>`);
  const legend = runs.map(({ herd }, index) => {
    const [left, top] = [LEFT + (index % 2) * 350, HEIGHT - 44 + Math.floor(index / 2) * 17];
    return (
      `<path class="curve c${index}" d="M${left} ${top - 4}h28"/>` +
      `<text x="${left + 36}" y="${top}">${nameOf(herd)}</text>`
    );
  });
  const title = 'How much of a crowd is back on the air, by the time since all were cut at once';
  return svg(WIDTH, HEIGHT, title, [...grid, ...times, lease, ...curves, ...legend]);
}

function path(comeback: Comeback): string {
  const points = Array.from({ length: POINTS }, (_, index) => {
    const ms = FROM_MS * (TO_MS / FROM_MS) ** (index / (POINTS - 1));
    return `${x(ms)} ${y(comeback.shareBackWithin(ms))}`;
  });
  return `M${points.join('L')}`;
}

const nameOf = ({ clients, jitter, refusedBy }: Herd): string =>
  clients.toLocaleString('en') +
  (jitter ? '' : ', no jitter') +
  (refusedBy === 'gateway' ? '' : ', told when to come again');

function x(ms: number): number {
  const share = Math.log(ms / FROM_MS) / Math.log(TO_MS / FROM_MS);
  return rounded(LEFT + share * (WIDTH - LEFT - RIGHT));
}

const y = (share: number): number => rounded(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM));
