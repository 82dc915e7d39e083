/** Dollars as tables, chart and goals. */
import type { BarChart, Goal, Table } from '../chapter.ts';
import { hourOfDesign, others, readThenWrite, type Design } from './designs.ts';
import { dollarsOf, together, type Dollars } from './dollars.ts';
import { compose, hourOf } from './hour.ts';
import type { OperationName } from './operations.ts';
import { assumed, prices, type Price } from './prices.ts';
import { nameOf, speaking } from './tables.ts';
import type { Tally } from './tally.ts';

export interface Bill {
  readonly name: string;
  readonly dollars: Dollars;
}

export interface Bills {
  /** By the seconds between heartbeats. */
  readonly podium: Readonly<Record<30 | 60 | 120 | 240, Bill>>;
  readonly others: readonly Bill[];
  readonly readThenWrite: Bill;
  /** Of hours with frames. */
  readonly speaking: readonly Bill[];
  /** Not of hours: a million sessions' beginning and end. */
  readonly oneSession: Bill;
}

const MINUTES = 60;

/** Of a million session-hours. */
export function billsOf(counted: Readonly<Record<OperationName, Tally>>): Bills {
  const podium = (heartbeatSeconds: number): Bill => ({
    name: `Podium, ${heartbeatSeconds} s`,
    dollars: dollarsOf(compose(counted, hourOf({ heartbeatSeconds, listeners: 0 })), MINUTES),
  });
  const design = (of: Design): Bill => ({
    name: `${of.name}, ${of.heartbeatSeconds} s`,
    dollars: dollarsOf(hourOfDesign(of, counted.heartbeat.bytesOut), MINUTES),
  });
  const { connect, create, end, disconnect } = counted;
  return {
    podium: { 30: podium(30), 60: podium(60), 120: podium(120), 240: podium(240) },
    others: others.map(design),
    readThenWrite: design(readThenWrite),
    speaking: speaking.map((fields) => ({
      name: nameOf(fields),
      dollars: dollarsOf(compose(counted, hourOf(fields)), MINUTES * (1 + fields.listeners)),
    })),
    oneSession: {
      name: 'Podium: a session begun and ended, beside its hours',
      dollars: [connect, create, end, disconnect]
        .map((tally) => dollarsOf(tally, 0))
        .reduce((one, other) => partsOf((part) => one[part] + other[part])),
    },
  };
}

export const partTitles = {
  messages: 'messages',
  connection: 'connection',
  dataOut: 'data out',
  database: 'database',
  requests: 'calls of functions',
  time: 'time of functions',
  history: 'history',
  logs: 'log lines',
} as const satisfies Record<keyof Dollars, string>;
const partNames = Object.keys(partTitles) as readonly (keyof Dollars)[];
const partsOf = (of: (part: keyof Dollars) => number): Dollars =>
  Object.fromEntries(partNames.map((part) => [part, of(part)])) as unknown as Dollars;

const ordered = ({ podium, others: rest }: Bills): readonly Bill[] => [
  podium[120],
  podium[240],
  podium[60],
  podium[30],
  ...rest,
];

export function dollarsTable(bills: Bills): Table {
  const ours = together(bills.podium[120].dollars).withLogs;
  const row = ({ name, dollars }: Bill) => {
    const { withoutLogs, withLogs } = together(dollars);
    return [name, ...partNames.map((part) => dollars[part]), withoutLogs, withLogs];
  };
  return {
    title: 'Dollars for a million session-hours without frames',
    columns: [
      { heading: 'DESIGN' },
      ...partNames.map((part) => ({ heading: partTitles[part], digits: 2 })),
      { heading: 'without log lines', digits: 1 },
      { heading: 'together', digits: 1 },
      { heading: '× Podium, 120 s', digits: 2 },
    ],
    rows: [
      ...ordered(bills).map((bill) => [...row(bill), together(bill.dollars).withLogs / ours]),
      row(bills.oneSession),
    ],
    notes: [
      'A heartbeat and its answer are two messages. Podium’s hours have their planned moves in them; the others’ have none, and log nothing of their own; their answers are taken to be as long as Podium’s.',
      `Assumed: ${assumed.invocationMs} ms and ${assumed.memoryGb * 1_024} MB a call; full batches of ${assumed.recordsABatch} for the history, where a lone speaker pays a call for each write.`,
      'The keep-alive is what simple public samples do: no lease, and nothing stored. A system that asks for its status again and again has no row: how often it does is all that its dollars would say.',
      'The bar at 240 s lies above what the samples cost without log lines, and is held against that; with log lines it is told beside it.',
    ],
  };
}

export function speakingTable({ speaking: bills }: Bills): Table {
  return {
    title: 'Dollars for a million session-hours with frames',
    columns: [
      { heading: 'HOUR' },
      ...partNames.map((part) => ({ heading: partTitles[part], digits: 0 })),
      { heading: 'together', digits: 0 },
    ],
    rows: bills.map(({ name, dollars }) => [
      name,
      ...partNames.map((part) => dollars[part]),
      together(dollars).withLogs,
    ]),
    notes: [
      'Connection, messages and data out are those of speaker and listeners. Data out is the messages alone, at the price of the first 10 TB a month; AWS’s first 100 GB are free.',
      `The function that hands on has a whole processor (${Math.round(assumed.wholeProcessorGb * 1_024).toLocaleString('en-US')} MiB), and is taken to post ${assumed.postsAtOnce} at a time, ${assumed.postMs} ms each.`,
    ],
  };
}

export const dollarsChart = (bills: Bills): BarChart => ({
  kind: 'bars',
  name: 'dollars',
  title: 'Dollars for a million session-hours without frames',
  digits: 0,
  rows: ordered(bills).map(({ name, dollars }) => ({
    label: name,
    parts: partNames.map((part) => ({ name: partTitles[part], value: dollars[part] })),
  })),
});

export function dollarsGoals(bills: Bills): Goal[] {
  const [ours, theirs] = [together(bills.podium[120].dollars), together(bills.readThenWrite.dollars)];
  const slowest = together(bills.podium[240].dollars);
  return [
    {
      what: 'dollars at 120 s, as part of read-then-write at 30 s',
      measured: ours.withLogs / theirs.withLogs,
      atMost: 1 / 3,
      digits: 3,
    },
    {
      what: 'dollars for a million session-hours at 240 s, without log lines',
      measured: slowest.withoutLogs,
      atMost: 67,
      digits: 1,
    },
    {
      what: 'dollars for a million session-hours at 240 s, with log lines',
      measured: slowest.withLogs,
      atMost: 67,
      digits: 1,
    },
  ];
}

export const priceTable: Table = {
  title: 'Prices of us-east-1',
  columns: [
    { heading: 'WHAT' },
    { heading: 'dollars', digits: 5 },
    { heading: 'PER' },
    { heading: 'AWS’S PAGE' },
    { heading: 'AS QUOTED BY' },
    { heading: 'READ' },
  ],
  rows: Object.values(prices).map(({ what, dollars, per, source, quotedBy, read }: Price) => [
    what,
    dollars,
    per,
    source,
    quotedBy,
    read,
  ]),
  notes: [
    'List prices without free tiers, discounts and taxes; nothing of this was paid. They were read where others quote them, not on AWS’s pages: check them there before you count on them.',
  ],
};
