/** `npm run herd [-- --clients N] [--seed S] [--write]`: crowds that lose their connections in one instant, and come back. */
import '../../setup.ts';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Comeback } from './comeback.ts';
import { comeBack, type Herd } from './crowd.ts';
import { picture } from './picture.ts';
import { LEASE_MS } from './words.ts';

const PICTURE = 'docs/images/herd.svg';
/** API Gateway's quota of new connections: account and region. */
const PER_SECOND = 500;
/** The hint spreads over a little more than the shortest time that admits all: what is left over comes again. */
const HINT_ALLOWANCE = 1.1;

const { values } = parseArgs({
  options: {
    clients: { type: 'string' },
    seed: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
  },
});

const silent = (clients: number, jitter = true): Omit<Herd, 'seed'> => ({
  clients,
  jitter,
  perSecond: PER_SECOND,
  refusedBy: 'gateway',
});
const hinted = (clients: number): Omit<Herd, 'seed'> => {
  const hintUpToMs = ((HINT_ALLOWANCE * clients) / PER_SECOND) * 1_000;
  return { ...silent(clients), refusedBy: { hintUpToMs } };
};
const clients = wholeNumber('clients', values.clients);
const herds =
  clients === undefined
    ? [silent(10_000), silent(10_000, false), silent(100_000), hinted(100_000), hinted(1_000_000)]
    : [silent(clients), silent(clients, false), hinted(clients)];
const seed = wholeNumber('seed', values.seed) ?? 1;

const titles = [
  'clients',
  'refused by',
  'attempts',
  'busiest s',
  'in 60 s',
  'in lease',
  'half',
  '99 %',
  'all',
];
console.log(line(titles));
const runs: { readonly herd: Herd; readonly comeback: Comeback }[] = [];
for (const each of herds) {
  const herd = { ...each, seed };
  const comeback = comeBack(herd);
  runs.push({ herd, comeback });
  console.log(line(row(herd, comeback)));
}
if (values.write) {
  await writeFile(PICTURE, picture(runs));
  console.log(`written: ${PICTURE}`);
}

function row({ clients: count, jitter, refusedBy }: Herd, comeback: Comeback): readonly string[] {
  const percent = (share: number) => `${(Math.floor(share * 1_000) / 10).toFixed(1)} %`;
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  return [
    count.toLocaleString('en'),
    (refusedBy === 'gateway' ? 'gateway' : 'hint') + (jitter ? '' : ', no jitter'),
    comeback.attemptsPerClient.toFixed(2),
    comeback.busiestSecond.toLocaleString('en'),
    percent(comeback.shareBackWithin(60_000)),
    percent(comeback.shareBackWithin(LEASE_MS)),
    ...[0.5, 0.99, 1].map((share) => seconds(comeback.msUntil(share))),
  ];
}

function line(cells: readonly string[]): string {
  const [count = '', by = '', ...figures] = cells;
  return `${count.padStart(9)}  ${by.padEnd(18)}${figures.map((cell) => cell.padStart(11)).join('')}`;
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  console.error(`--${name} must be a whole number from 1.`);
  process.exit(2);
}
