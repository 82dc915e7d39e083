/** What was seen on sockets, as tables and goals. */
import { percentile } from '../../../test/smoke/percentile.ts';
import type { Goal, Table } from '../chapter.ts';
import { steps, type Took } from './steps.ts';
import type { Memory } from './memory.ts';

export interface Waves {
  readonly connections: number;
  /** By server. */
  readonly took: readonly Took[];
}
export interface Sustained {
  /** Of the server. */
  readonly index: number;
  readonly what: 'heartbeats' | 'sessions';
  readonly perSecond: number;
}
export interface Idle {
  readonly index: number;
  readonly connections: number;
  readonly before: Memory;
  readonly after: Memory;
}

export const serverNames = ['Podium', 'ws echo', 'ws + write'] as const;
const PERCENTS = [50, 95, 99] as const;
const [PODIUM, WRITE] = [0, 2] as const;
/** By default. */
const HEARTBEAT_S = 120;

const at = (waves: Waves, server: number, step: (typeof steps)[number], percent: number) =>
  percentile(waves.took[server]?.[step] ?? [], percent);

/** Each connection creates once a round. */
const roundsOf = ({ connections, took }: Waves) =>
  Math.floor((took[PODIUM]?.create.length ?? 0) / connections);

export function roundTripsTable(all: readonly Waves[]): Table {
  return {
    title: 'Round trips, ms',
    columns: [
      { heading: 'CONNECTIONS, OPERATION' },
      ...serverNames.flatMap((name) =>
        PERCENTS.map((percent) => ({ heading: `${name} p${percent}`, digits: 1 })),
      ),
      { heading: '× ws + write', digits: 2 },
    ],
    rows: all.flatMap((waves) =>
      steps.map((step) => [
        `${waves.connections}, ${step}`,
        ...serverNames.flatMap((_, server) => PERCENTS.map((percent) => at(waves, server, step, percent))),
        at(waves, PODIUM, step, 50) / at(waves, WRITE, step, 50),
      ]),
    ),
    notes: [
      `Rounds: ${all.map((waves) => `${roundsOf(waves)} of ${waves.connections}`).join(', ')}. In each the servers take turns, wave by wave; who is first and who follows whom changes.`,
      'At most 50 are unanswered at a time: the last of them waits for all before it.',
      'The bare servers are asked as often, and as long. The second makes one conditional write for each message: the one that makes the speaker’s item, then a heartbeat’s. Each server has a process, and each engine.',
      'A createSession is two round trips to the database, of three calls: where all processors are busy, the calls count. A handshake is an authorizer and $connect.',
    ],
  };
}

export function sustainedTable(all: readonly Sustained[]): Table {
  const median = (server: number, what: Sustained['what']) =>
    percentile(
      all.filter((each) => each.index === server && each.what === what).map(({ perSecond }) => perSecond),
      50,
    );
  return {
    title: 'Sustained by one process, a second',
    columns: [
      { heading: 'SERVER' },
      { heading: 'heartbeats', digits: 0 },
      { heading: 'sessions that these keep', digits: 0 },
      { heading: 'connected and created', digits: 0 },
    ],
    rows: serverNames.map((name, server) => [
      name,
      median(server, 'heartbeats'),
      median(server, 'heartbeats') * HEARTBEAT_S,
      median(server, 'sessions'),
    ]),
    notes: [
      `As fast as 32 pages at once are answered, all processes on this machine together; a session is kept by a heartbeat every ${HEARTBEAT_S} s.`,
      'Connected and created: and left again, which on Podium runs $disconnect.',
    ],
  };
}

const KIB = 1_024;

export function memoryTable(idles: readonly Idle[]): Table {
  const row = ({ index, connections, before, after }: Idle) => {
    const each = (of: (memory: Memory) => number) => (of(after) - of(before)) / connections / KIB;
    return [
      serverNames[index],
      connections,
      before.residentBytes / KIB / KIB,
      each(({ residentBytes }) => residentBytes),
      each(({ usedBytes }) => usedBytes),
    ];
  };
  return {
    title: 'Memory of an idle connection',
    columns: [
      { heading: 'SERVER' },
      { heading: 'connections', digits: 0 },
      { heading: 'MiB before', digits: 0 },
      { heading: 'KiB resident each', digits: 1 },
      { heading: 'KiB used each', digits: 1 },
    ],
    rows: idles.map(row),
    notes: [
      'After a collection of garbage. Resident: what the process got more of; used: objects and buffers. Tokens and headers are kept with a connection.',
    ],
  };
}

export const goalsOf = (all: readonly Waves[]): Goal[] =>
  (['heartbeat', 'create'] as const).flatMap((step) =>
    all.map((waves) => ({
      what: `${step === 'create' ? 'createSession' : step} on the local stack, ${waves.connections} at once, p50 × ws + one conditional write`,
      measured: at(waves, PODIUM, step, 50) / at(waves, WRITE, step, 50),
      atMost: step === 'create' ? 3 : 1.3,
      digits: 2,
    })),
  );
