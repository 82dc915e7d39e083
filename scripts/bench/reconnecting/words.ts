/** Why a library was faster than Podium in a row, and what the rows say of the world outside the bench. */
import type { Table } from '../chapter.ts';
import type { Row } from './findings.ts';
import { nameOf, type Library, type Plan, type Scene } from './plan.ts';

/** What is closer cannot be told apart: both ends of a silence are a message's length wide, and in a move messages are short. */
const sameMs = ({ kind }: Scene): number => (kind === 'move' ? 100 : 400);

function whyNotFirst({ kind }: Scene): string {
  switch (kind) {
    case 'cut':
      return 'nobody says that the network is back. Podium’s first wait is any instant up to 2 s, so that a crowd comes back spread; its later ones grow to 5 to 15 s, so that 10,000 clients before a gateway that admits 500 a second knock less than three times each (`npm run herd`). The others knock every 2.5 to 10 s, whatever the crowd.';
    case 'link':
      return 'Podium tries at an instant within 1 s of the word that the link is back: others lost theirs, too.';
    case 'halfOpen':
      return 'what has no answer for 10 s is sent once more on the same socket before Podium leaves it.';
    case 'hidden':
      return 'where nothing happens on the page, all wait for the same tick.';
    case 'token':
    case 'move':
      return 'Podium holds on to the old connection until the new one is on the air: what is seen here is the machine, busy with something else.';
  }
}

/** The libraries that were back sooner than Podium. */
export function fasterIn({ scene, offAirMs }: Row): readonly Library[] {
  const podium = offAirMs.find(({ library }) => library === 'Podium')?.ms ?? Infinity;
  return offAirMs.filter(({ ms }) => ms + sameMs(scene) < podium).map(({ library }) => library);
}

/** One sentence for each kind of scene in which some library was faster. */
export function notesOn(rows: readonly Row[], plan: Plan): string[] {
  const slower = rows.flatMap((row) => {
    const faster = fasterIn(row);
    return faster.length === 0
      ? []
      : [{ scene: row.scene, words: `${nameOf(row.scene)} (${faster.join(', ')})` }];
  });
  const byKind = Map.groupBy(slower, ({ scene }) => scene.kind);
  return [
    'All scenes and libraries run at once; Podium’s herd drops alone first, the others’ while the scenes run.',
    'Judged by what goes up and arrives at the other side, a message every 0.2 s, in the planned move every 0.05 s: silences that are more than 0.1 s longer than the longest usual one. What differs by less than 0.4 s, in the planned move by less than 0.1 s, counts as the same.',
    'Cut: open connections end, and so does each new one. Half-open: the old connection carries nothing more, a new one would.',
    'Hidden: the connection is ended once. Podium does what is due whenever something happens, such as sound that is captured; the others wait for a timer.',
    'A browser does not slow the timers of a page that plays sound, so this is the worst case.',
    `Not back: not ${plan.longestMs / 1_000} s after joining. A library without a heartbeat never notices a half-open socket.`,
    ...[...byKind.values()].flatMap(([first, ...others]) =>
      first === undefined
        ? []
        : `Faster than Podium at ${[first, ...others].map(({ words }) => words).join(', ')}: ${whyNotFirst(first.scene)}`,
    ),
  ];
}

/** By their documentation; what can be seen of it stands in the other tables. */
export const behaviours: Table = {
  title: 'What each does without the page’s help',
  columns: [
    { heading: 'LIBRARY' },
    { heading: 'token per attempt' },
    { heading: 'bounded queue' },
    { heading: 'final refusals respected' },
    { heading: 'planned move' },
    { heading: 'session resumed' },
  ],
  rows: [
    ['Podium', 'yes', 'yes', 'yes', 'new before old', 'yes'],
    ['partysocket', 'yes', 'if set, drops the newest', 'by the page’s table', 'no', 'no'],
    ['reconnecting-websocket', 'yes', 'if set, drops the newest', 'no', 'no', 'no'],
    ['socket.io', 'yes', 'no', 'yes', 'no', 'for 2 min'],
  ] satisfies [Library, ...string[]][],
  notes: [
    'By their documentation, not measured.',
    'Podium’s queue: of a session’s commands the one of each kind that is unanswered, changes joined in it; of sound and stills 1 MiB and 20 s, the oldest dropped first.',
    'A move without a new connection first is a `reconnect()`, or `disconnect().connect()`: off the air for as long as that takes.',
  ],
};
