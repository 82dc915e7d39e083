/** What the side-by-side run found: tables, goals, and what must not be. */
import { percentile } from '../../../test/smoke/percentile.ts';
import type { Findings, Goal, Table } from '../chapter.ts';
import { chartsOf } from './charts.ts';
import { msUntilBack, peakPercent, BUCKET_MS } from './herd-curve.ts';
import { libraries, nameOf, participantsIn, type Library, type Plan, type Scene } from './plan.ts';
import type { Dropped, Outcome } from './questions.ts';
import { together } from './tally.ts';
import type { Weight } from './weight.ts';
import { behaviours, fasterIn, notesOn } from './words.ts';

/** All of one library. */
export interface Contended extends Dropped {
  readonly library: Library;
  /** In the order of the plan's scenes, of each participant. */
  readonly outcomes: readonly (readonly Outcome[])[];
}

/** One scene as all libraries went through it; `offAirMs` has Infinity for one that was not back. */
export interface Row {
  readonly scene: Scene;
  readonly offAirMs: readonly { readonly library: Library; readonly ms: number }[];
}

export function findingsOf(
  plan: Plan,
  contended: readonly Contended[],
  weights: readonly Weight[],
): Findings {
  const rows = plan.scenes.map((scene, index): Row => ({
    scene,
    offAirMs: contended.map(({ library, outcomes }) => ({
      library,
      ms: beyond(scene, outcomes[index] ?? []),
    })),
  }));
  return {
    tables: [
      offAir(plan, rows),
      messages(plan, contended),
      herds(plan, contended),
      refusals(plan, contended),
      behaviours,
      weightTable(weights),
    ],
    charts: chartsOf(plan, rows, contended),
    goals: goals(plan, contended, weights),
    wrong: contended.filter(({ library }) => library === 'Podium').flatMap((podium) => wrongIn(plan, podium)),
  };
}

/** The median, without the time for which there was no network. */
function beyond(scene: Scene, outcomes: readonly Outcome[]): number {
  const median = percentile(
    outcomes.map(({ offAirMs }) => offAirMs),
    50,
  );
  return scene.kind === 'cut' || scene.kind === 'link' ? Math.max(0, median - scene.cutMs) : median;
}

function offAir(plan: Plan, rows: readonly Row[]): Table {
  return {
    title: 'Off the air, in seconds: the median; of a cut what came after it',
    columns: [
      { heading: 'SCENE' },
      { heading: 'clients of each', digits: 0 },
      ...libraries.map((heading) => ({ heading, digits: 2 })),
      { heading: 'faster than Podium' },
    ],
    rows: rows.map((row) => [
      nameOf(row.scene),
      participantsIn(plan, row.scene),
      ...row.offAirMs.map(({ ms }) => (Number.isFinite(ms) ? ms / 1_000 : 'not back')),
      fasterIn(row).join(', '),
    ]),
    notes: notesOn(rows, plan),
  };
}

function messages(plan: Plan, contended: readonly Contended[]): Table {
  return {
    title: 'Messages, numbered, up from the page and down to it',
    columns: [
      { heading: 'SCENE' },
      { heading: 'LIBRARY' },
      ...['up', 'lost', 'silently', 'late', 'doubled', 'down', 'lost', 'silently', 'late', 'doubled'].map(
        (heading) => ({
          heading,
          digits: 0,
        }),
      ),
    ],
    rows: plan.scenes.flatMap((scene, index) =>
      contended.map(({ library, outcomes }) => {
        const of = outcomes[index] ?? [];
        const cells = [together(of.map(({ above }) => above)), together(of.map(({ below }) => below))];
        return [
          nameOf(scene),
          library,
          ...cells.flatMap(({ said, lost, unannounced, late, doubled }) => [
            said,
            lost,
            unannounced,
            late,
            doubled,
          ]),
        ];
      }),
    ),
    notes: [
      'Lost: though a later one was heard; silently: nobody told the hearer. Late: after the last that was heard, on its way or lost.',
      'Up: what Podium’s speaker says, as its listener hears it. Down: what Podium’s listener hears of another speaker.',
      'Podium carries live sound: a speaker keeps the last 20 s, a listener is not played what was said while it was away; both are announced.',
      'socket.io keeps all that waits, and its server what was missed for 2 min. The other two keep what was said while they knew of no connection.',
    ],
  };
}

function herds(plan: Plan, contended: readonly Contended[]): Table {
  const { clients, watchedMs } = plan.herd;
  return {
    title: `A herd of ${clients}, dropped at once`,
    columns: [
      { heading: 'LIBRARY' },
      { heading: `peak in ${BUCKET_MS} ms, %`, digits: 1 },
      { heading: 'p50 back s', digits: 2 },
      { heading: 'p99 back s', digits: 2 },
      { heading: `attempts a client in ${watchedMs / 1_000} s`, digits: 2 },
    ],
    rows: contended.map(({ library, herd }) => [
      library,
      peakPercent(herd),
      ...[50, 99].map((percent) => secondsOf(msUntilBack(herd, percent))),
      herd.attempts.length / herd.clients,
    ]),
    notes: [
      'Podium spreads a herd over 2 s from the first attempt on; back sooner means more of them in the same instant.',
      'partysocket’s first wait is 3 s on every page, whatever its README says. Each page of reconnecting-websocket draws its first wait from 1 to 5 s.',
      'All by their defaults, but: a token and a session in the address, socket.io over WebSocket alone and with its recovery on.',
    ],
  };
}

const secondsOf = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1_000);

function refusals(plan: Plan, contended: readonly Contended[]): Table {
  const token = plan.scenes.findIndex(({ kind }) => kind === 'token');
  return {
    title: 'Refused',
    columns: [
      { heading: 'LIBRARY' },
      { heading: 'attempts after a token ran out', digits: 0 },
      { heading: `attempts within ${plan.herd.watchedMs / 1_000} s of a final refusal`, digits: 0 },
    ],
    rows: contended.map(({ library, outcomes, attemptsAfterRefusal }) => [
      library,
      Math.max(...(outcomes[token] ?? []).map(({ attempts }) => attempts)),
      attemptsAfterRefusal,
    ]),
    notes: [
      'All ask for a fresh token at each attempt, the way their documentation says.',
      'partysocket is told by the page which close codes are final, by an option that its README does not list.',
    ],
  };
}

const weightTable = (weights: readonly Weight[]): Table => ({
  title: 'What each client adds to a page',
  columns: [{ heading: 'CLIENT' }, { heading: 'bytes, minified and gzipped', digits: 0 }],
  rows: weights.map(({ client, bytes }) => [client, bytes]),
  notes: [
    'By Vite, as Podium’s pages are built. In Podium’s is the session, too: the others leave that to the page.',
    'What a tab remembers over a reload, and that its duplicate is another client, is a module beside the client: a program that is no page does without.',
    'The goal is about the first row, a session without sound and stills: nothing that the other libraries have is in the rest. The scenes above are played by the third without the tab’s memory, whose messages are frames.',
  ],
});

function goals(plan: Plan, contended: readonly Contended[], weights: readonly Weight[]): Goal[] {
  const podium = contended.find(({ library }) => library === 'Podium');
  const moved = podium?.outcomes[plan.scenes.findIndex(({ kind }) => kind === 'move')];
  const bytes = weights.find(({ client }) => client === 'Podium, a session')?.bytes;
  if (podium === undefined || moved === undefined || bytes === undefined) return [];
  const { herd, attemptsAfterRefusal } = podium;
  const clients = `a herd of ${herd.clients}`;
  return [
    {
      what: 'bytes of the client of a session, gzipped (6 KB, of 1,024 each)',
      measured: bytes,
      atMost: 6_144,
      digits: 0,
    },
    {
      what: `${clients}: percent within ${BUCKET_MS} ms`,
      measured: peakPercent(herd),
      atMost: 10,
      digits: 1,
    },
    {
      what: `${clients}: seconds until 99 % are back`,
      measured: (msUntilBack(herd, 99) ?? Infinity) / 1_000,
      atMost: 2.2,
      digits: 2,
    },
    {
      what: `${clients}: attempts a client in ${plan.herd.watchedMs / 1_000} s`,
      measured: herd.attempts.length / herd.clients,
      atMost: 3,
      digits: 2,
    },
    { what: 'attempts after a final refusal', measured: attemptsAfterRefusal, atMost: 0, digits: 0 },
    {
      what: `ms off the air at a planned move, the longest of ${moved.length}`,
      measured: Math.max(...moved.map(({ offAirMs }) => offAirMs)),
      atMost: 0,
      digits: 0,
    },
  ];
}

const wrongIn = (plan: Plan, { outcomes }: Contended): string[] =>
  plan.scenes.flatMap((scene, index) =>
    (outcomes[index] ?? [])
      .flatMap(({ above, below }) => [above, below])
      .filter(({ unannounced, doubled }) => unannounced + doubled > 0)
      .map(
        ({ unannounced, doubled }) =>
          `${nameOf(scene)}: ${unannounced} messages lost without a word, ${doubled} doubled.`,
      ),
  );
