/** What was found of the pages, as tables and charts. */
import { percentile } from '../../../test/smoke/percentile.ts';
import type { BarChart, Findings, Table } from '../chapter.ts';
import type { Holding } from './hour.ts';
import { SLOWER, type Loaded } from './loading.ts';
import type { PageName, Weighed } from './weight.ts';

export interface LoadedPage {
  readonly page: string;
  readonly rounds: Loaded[];
}

export interface HeldPage {
  readonly page: string;
  readonly holdings: (Holding & { readonly minutes: number })[];
}

interface Found {
  readonly parts: readonly Weighed[];
  readonly loaded: readonly LoadedPage[];
  readonly held: readonly HeldPage[];
}

export function findingsOf({ parts, loaded, held }: Found): Findings {
  return { tables: [weights(parts), loads(loaded), holdings(held)], charts: [chart(parts)], wrong: [] };
}

function weights(parts: readonly Weighed[]): Table {
  const sums = (['speaker', 'listener'] as const).flatMap((page) =>
    (['at once', 'on demand'] as const).map((when) => {
      const of = parts.filter((part) => part.page === page && part.when === when);
      const sum = (bytes: (part: Weighed) => number) => of.reduce((total, part) => total + bytes(part), 0);
      return [page, 'together', when, sum((part) => part.bytes), sum((part) => part.gzippedBytes)];
    }),
  );
  return {
    title: 'Scripts, style sheets and worklets as built',
    columns: [
      { heading: 'PAGE' },
      { heading: 'FILE' },
      { heading: 'WHEN' },
      { heading: 'bytes', digits: 0 },
      { heading: 'gzipped', digits: 0 },
    ],
    rows: [
      ...parts.map(({ page, name, when, bytes, gzippedBytes }) => [page, name, when, bytes, gzippedBytes]),
      ...sums,
    ],
    notes: [
      'At once: what the page itself names. A file that both pages have is loaded once.',
      'On demand: worklets when sound begins, the QR code when it is asked for, a listener’s sign-in where the stage wants one.',
    ],
  };
}

function loads(loaded: readonly LoadedPage[]): Table {
  const median = (rounds: readonly Loaded[], of: (round: Loaded) => number) => percentile(rounds.map(of), 50);
  return {
    title: `From the beginning of a navigation, on a processor ${SLOWER} times slower, with an empty cache`,
    columns: [
      { heading: 'PAGE' },
      { heading: 'first paint ms', digits: 0 },
      { heading: 'usable ms', digits: 0 },
      { heading: 'blocked ms', digits: 0 },
      { heading: 'rounds', digits: 0 },
    ],
    rows: loaded.map(({ page, rounds }) => [
      page,
      median(rounds, ({ firstPaintMs }) => firstPaintMs),
      median(rounds, ({ usableMs }) => usableMs),
      median(rounds, ({ blockedMs }) => blockedMs),
      rounds.length,
    ]),
    notes: [
      'Usable: a speaker who is signed in may press “Start session”; a listener has joined and the page says “Live”.',
      'The bare page has a button and no script. Blocked: what long tasks that began before then took beyond 50 ms each. Medians.',
      'The cache of files is empty; the browser has run the pages before, as it has for a speaker who comes back from signing in.',
    ],
  };
}

function holdings(held: readonly HeldPage[]): Table {
  return {
    title: 'Held after minutes on the air, by the page’s own clock',
    columns: [
      { heading: 'PAGE' },
      { heading: 'minutes', digits: 0 },
      { heading: 'heap KB', digits: 0 },
      { heading: 'nodes', digits: 0 },
      { heading: 'listeners', digits: 0 },
    ],
    rows: held.flatMap(({ page, holdings }) =>
      holdings.map(({ minutes, heapBytes, nodes, listeners }) => [
        page,
        minutes,
        heapBytes / 1_000,
        nodes,
        listeners,
      ]),
    ),
    notes: [
      'The pages’ clock is moved and fires every timer; sound is captured, sent and heard in real time meanwhile: less than in an hour.',
      'After collecting garbage twice. What the bare page gains is the moved clock’s own record; most of what the others gain they gain in the first hour.',
    ],
  };
}

function chart(parts: readonly Weighed[]): BarChart {
  const page = (name: PageName) => ({
    label: `${name}’s page`,
    parts: parts
      .filter((part) => part.page === name && part.when === 'at once')
      .map(({ name: file, gzippedBytes }) => ({ name: file, value: gzippedBytes / 1_000 })),
  });
  return {
    kind: 'bars',
    name: 'page-weight',
    title: 'Loaded at once, KB gzipped',
    digits: 1,
    rows: [page('speaker'), page('listener')],
  };
}
