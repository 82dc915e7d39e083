/** `npm run week [-- --seed S]`: seven virtual days of one speaker, with tokens of 1 h and of 24 h, a line each. */
import '../../setup.ts';
import { parseArgs } from 'node:util';
import type { Cause, Gap } from './on-air.ts';
import { liveThroughWeek, type Day } from './week.ts';

const HOUR_MS = 3_600_000;

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' } } });
const seed = Number(values.seed);
if (!Number.isSafeInteger(seed) || seed < 1) {
  console.error('--seed must be a whole number from 1.');
  process.exit(2);
}

for (const tokenHours of [1, 24]) {
  console.log(`\ntokens of ${tokenHours} h`);
  console.log(
    line(['', 'on air', 'moves', 'oldest', 'deploys', 'off', 'naps', 'off', 'else', 'timers', 'listeners']),
  );
  const days = await liveThroughWeek({ seed, tokenMs: tokenHours * HOUR_MS });
  for (const [index, day] of days.entries()) console.log(line(row(index + 1, day)));
}

function row(number: number, { deploys, inTheAfternoon, lengthMs, naps, onAir }: Day): readonly string[] {
  const off = (cause: Cause | undefined): string => {
    const ms = onAir.gaps.filter((gap: Gap) => gap.cause === cause).reduce((sum, gap) => sum + gap.ms, 0);
    return `${(ms / 1_000).toFixed(1)} s`;
  };
  return [
    `day ${number}`,
    `${(lengthMs / HOUR_MS).toFixed(1)} h`,
    String(onAir.moves),
    `${Math.round(onAir.oldestConnectionMs / 60_000)} min`,
    ...[String(deploys), off('deploy'), String(naps), off('nap'), off(undefined)],
    ...[String(inTheAfternoon.timers), String(inTheAfternoon.listeners)],
  ];
}

function line(cells: readonly string[]): string {
  return cells.map((cell) => cell.padStart(10)).join('');
}
