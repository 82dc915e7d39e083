/** A function's first moments in a fresh process: its module imported, its first request answered over TLS. */
import { percentile } from '../../test/smoke/percentile.ts';
import type { BarChart, Chapter, Goal, Table } from './chapter.ts';
import { candidatesIn, type Candidate, type Candidates } from './cold-start/candidates.ts';
import { contentsOf } from './cold-start/contents.ts';
import type { Start } from './cold-start/probe.ts';
import { buildProbe, startOnce } from './cold-start/processes.ts';
import { startSurroundings } from './cold-start/surroundings.ts';
import { inTurn } from './turns.ts';

const ROUNDS = { full: 15, quick: 3 } as const;
const KIB = 1_024;
const MIB = KIB * KIB;

/** Medians over the rounds. */
export interface Measured extends Candidate {
  readonly importCpuMs: number;
  /** Both together, of one process. */
  readonly answeredCpuMs: number;
  readonly importWallMs: number;
  readonly answeredWallMs: number;
  readonly residentBytes: number;
  /** The most of any round. */
  readonly undiciModules: number;
}

export const coldStart: Chapter = {
  name: 'cold-start',
  title: 'Cold start: fresh processes of Node, in turns; the first request goes to the database over TLS',
  async run({ quick, say }) {
    const surroundings = await startSurroundings();
    try {
      const candidates = await candidatesIn(surroundings, quick);
      const probe = await buildProbe(surroundings.folder);
      const rounds = quick ? ROUNDS.quick : ROUNDS.full;
      say(`${candidates.all.length} modules, ${rounds} fresh processes each …`);
      const starts = new Map<Candidate, Start[]>(candidates.all.map((each) => [each, []]));
      for (let round = 0; round < rounds; round += 1)
        for (const [, [{ module, event }, soFar]] of inTurn([...starts], round))
          soFar.push(await startOnce(probe, module.file, await event(), surroundings.environment));
      const measured = new Map([...starts].map(([each, all]) => [each, measuredOf(each, all)]));
      return {
        tables: [startsTable(candidates, measured, rounds)],
        charts: [contentsChart([...measured.values()])],
        goals: goalsOf(candidates, measured),
        wrong: [],
      };
    } finally {
      await surroundings.stop();
    }
  },
};

function measuredOf(candidate: Candidate, starts: readonly Start[]): Measured {
  const median = (of: (start: Start) => number) => percentile(starts.map(of), 50);
  return {
    ...candidate,
    importCpuMs: median(({ imported }) => imported.cpuMs),
    answeredCpuMs: median(({ imported, answered }) => imported.cpuMs + answered.cpuMs),
    importWallMs: median(({ imported }) => imported.wallMs),
    answeredWallMs: median(({ imported, answered }) => imported.wallMs + answered.wallMs),
    residentBytes: median(({ residentBytes }) => residentBytes),
    undiciModules: Math.max(...starts.map(({ undiciModules }) => undiciModules)),
  };
}

type All = ReadonlyMap<Candidate, Measured>;

function of(candidate: Candidate, all: All): Measured {
  const measured = all.get(candidate);
  if (measured === undefined) throw new Error(`${candidate.module.name} was not measured.`);
  return measured;
}

function startsTable({ usual }: Candidates, all: All, rounds: number): Table {
  const beside = of(usual, all);
  return {
    title: 'From an empty process to the first answer',
    columns: [
      { heading: 'FUNCTION' },
      { heading: 'bytes', digits: 0 },
      { heading: 'gzipped', digits: 0 },
      { heading: 'import CPU ms', digits: 1 },
      { heading: '× usual', digits: 2 },
      { heading: '+ first CPU ms', digits: 1 },
      { heading: '× usual', digits: 2 },
      { heading: 'import ms', digits: 1 },
      { heading: '+ first ms', digits: 1 },
      { heading: 'RSS MiB', digits: 0 },
      { heading: 'undici' },
    ],
    rows: [...all.values()].map((each) => [
      each.module.name,
      each.module.bytes,
      each.module.gzippedBytes,
      each.importCpuMs,
      each.importCpuMs / beside.importCpuMs,
      each.answeredCpuMs,
      each.answeredCpuMs / beside.answeredCpuMs,
      each.importWallMs,
      each.answeredWallMs,
      each.residentBytes / MIB,
      each.undiciModules > 0 ? 'loaded' : 'no',
    ]),
    notes: [
      `Medians of ${rounds} processes. CPU is that of all threads; Node’s own start is not in it, but in RSS it is.`,
      'Usual: both clients and the five commands that a session function carries, bundled by esbuild as minified ES modules. × is beside its one conditional write. A function makes all its calls: most one or two, joinSession five and a word to the speaker.',
      'The authorizer fetches its issuer’s keys; so it does once a process on AWS. It loads TLS only for that: this is no part of its import, which its goal is about, but of the first handshake that fetches them.',
      'Undici: whether Node’s list of the modules of its own that it has loaded (process.moduleLoadList) names it at the end.',
    ],
  };
}

function contentsChart(all: readonly Measured[]): BarChart {
  return {
    kind: 'bars',
    name: 'bundle-contents',
    title: 'What is in each bundle, KiB',
    digits: 0,
    rows: all
      .filter(
        ({ module }, index) =>
          module.bytes > KIB && all.findIndex((each) => each.module.file === module.file) === index,
      )
      .map(({ module }) => ({
        label: module.name,
        parts: [...contentsOf(module.metafile)].map(([name, bytes]) => ({ name, value: bytes / KIB })),
      })),
  };
}

function goalsOf({ usual, usualJoining, authorizer }: Candidates, all: All): readonly Goal[] {
  const [beside, atConnect] = [of(usual, all), of(authorizer, all)];
  const ofSessions = [...all.values()].filter(({ isOfSessions }) => isOfSessions);
  const most = (what: (each: Measured) => number, among = ofSessions) => Math.max(...among.map(what));
  const joins = ({ module }: Measured) => module.name === 'joinSession';
  const joining = usualJoining && of(usualJoining, all);
  const joinCpuMs = most(({ answeredCpuMs }) => answeredCpuMs, ofSessions.filter(joins));
  return [
    {
      what: 'import CPU of a session function, the slowest, × the SDK with usual settings',
      measured: most(({ importCpuMs }) => importCpuMs) / beside.importCpuMs,
      atMost: 0.7,
      digits: 2,
    },
    {
      what: 'import and first request of a session function but joinSession, the slowest, × the SDK with usual settings and one write',
      measured:
        most(
          ({ answeredCpuMs }) => answeredCpuMs,
          ofSessions.filter((each) => !joins(each)),
        ) / beside.answeredCpuMs,
      atMost: 0.8,
      digits: 2,
    },
    {
      what: 'the same of joinSession, whose five calls and a word stand beside that one write',
      measured: joinCpuMs / beside.answeredCpuMs,
      atMost: 0.8,
      digits: 2,
    },
    ...(joining === undefined
      ? []
      : [
          {
            what: 'the same of joinSession, × the SDK with usual settings and the calls of joinSession',
            measured: joinCpuMs / joining.answeredCpuMs,
            atMost: 0.8,
            digits: 2,
          },
        ]),
    {
      what: 'functions that load undici',
      measured: [atConnect, ...ofSessions].filter(({ undiciModules }) => undiciModules > 0).length,
      atMost: 0,
      digits: 0,
    },
    {
      what: 'import CPU of the authorizer, × the SDK with usual settings',
      measured: atConnect.importCpuMs / beside.importCpuMs,
      atMost: 0.2,
      digits: 2,
    },
    { what: 'bytes of the authorizer', measured: atConnect.module.bytes, atMost: 17.5 * KIB, digits: 0 },
    {
      what: 'bytes of any other function, the largest',
      measured: most(({ module }) => module.bytes),
      atMost: 210 * KIB,
      digits: 0,
    },
  ];
}
