/** The counts as tables. */
import type { Column, Table } from '../chapter.ts';
import { compose, hourOf, type OnAir } from './hour.ts';
import { audiences, formats, type OperationName, type Operations } from './operations.ts';
import type { Counter, Tally } from './tally.ts';

const shown = {
  readUnits: 'read units',
  writeUnits: 'write units',
  databaseCalls: 'database calls',
  posts: '@connections',
  invocations: 'functions',
  messagesIn: 'messages in',
  messagesOut: 'out',
  bytesIn: 'bytes in',
  bytesOut: 'bytes out',
  streamRecords: 'to history',
} as const satisfies Partial<Record<Counter, string>>;
const shownCounters = Object.keys(shown) as readonly (keyof typeof shown)[];

const titles: Record<OperationName, string> = {
  connect: '$connect',
  create: 'createSession',
  'create: name taken': 'createSession, its first name is taken',
  'create: found': 'createSession, finds its session',
  resume: 'resumeSession, planned move',
  'take over': 'resumeSession, takes over',
  heartbeat: 'heartbeat',
  update: 'updateSession',
  end: 'endSession',
  disconnect: '$disconnect, on the air',
  'disconnect: moved': '$disconnect, moved on',
  default: '$default',
  'frames: pcm, 0': 'sendFrames, PCM, nobody listens',
  'frames: pcm, 10': 'sendFrames, PCM, 10 listen',
  'frames: pcm, 100': 'sendFrames, PCM, 100 listen',
  'frames: opus, 0': 'sendFrames, Opus, nobody listens',
  'frames: opus, 10': 'sendFrames, Opus, 10 listen',
  'frames: opus, 100': 'sendFrames, Opus, 100 listen',
  'frames, lease told: 0': 'sendFrames after 30 s, nobody listens',
  'frames, lease told: 10': 'sendFrames after 30 s, 10 listen and are told',
  'frames, lease told: 100': 'sendFrames after 30 s, 100 listen and are told',
  'listener: connect': '$connect of a listener',
  'listener: join': 'joinSession',
  'listener: heartbeat': 'heartbeat of a listener',
  'listener: leave': 'leaveSession',
  'listener: disconnect': '$disconnect of a listener',
  'listener: join, told': 'joinSession, told',
  'listener: heartbeat, told': 'heartbeat of a listener, told',
  'listener: leave, told': 'leaveSession, told',
  'listener: disconnect, told': '$disconnect of a listener, told',
};

const whole = (heading: string): Column => ({ heading, digits: 0 });
const countedColumns = shownCounters.map((name) => whole(shown[name]));
const valuesOf = (tally: Tally) => shownCounters.map((name) => tally[name]);

export function operationsTable(operations: Operations, hasHistory: boolean): Table {
  const names = Object.keys(titles) as readonly OperationName[];
  return {
    title: 'Each operation, once',
    columns: [{ heading: 'OPERATION' }, ...countedColumns, whole('round trips')],
    rows: names.map((name) => {
      const { tally, roundTrips } = operations[name];
      return [titles[name], ...valuesOf(tally), roundTrips];
    }),
    notes: [
      'Counted at the borders of the running system: the engine’s own capacity units, the gateway’s messages, one for each 32 KB begun.',
      'Functions: the authorizer is one of them. The one that keeps the history is called by the stream, with up to 100 writes at once.',
      'Round trips: database calls that wait for one another. Bytes: of messages, a few more or less by the length of numbers.',
      'A message of sound is 200 ms of PCM, or 180 ms of Opus.',
      'Listeners that come and go are one of eleven or twelve. Within 2 s of the last word to an audience nobody is told how many there are; “told” is after that, where the number has changed.',
      ...(hasHistory
        ? []
        : [
            'The engine of this machine has no streams: the history is in none of the counts, nor in the dollars.',
          ]),
    ],
  };
}

const silent = [30, 60, 120, 240].map((heartbeatSeconds) => ({ heartbeatSeconds, listeners: 0 as const }));
/** Hours with frames. */
export const speaking = formats.flatMap((sound) =>
  audiences.map((listeners) => ({ heartbeatSeconds: 120, sound, listeners })),
);
export const nameOf = ({
  heartbeatSeconds,
  sound,
  listeners,
}: Pick<OnAir, 'heartbeatSeconds' | 'sound' | 'listeners'>) =>
  sound === undefined
    ? `no frames, heartbeat ${heartbeatSeconds} s`
    : `${sound === 'pcm' ? 'PCM' : 'Opus'}, ${listeners} listeners`;

const playedName = (onAir: OnAir) =>
  `${onAir.seconds.toLocaleString('en-US')} s of ${nameOf(onAir)}${onAir.moves > 0 ? `, ${onAir.moves} planned move` : ''}`;

/** @param played from beginning to end, to see that what is put together is what happens */
export function hoursTable(counted: Readonly<Record<OperationName, Tally>>, played: readonly OnAir[]): Table {
  return {
    title: 'An hour on the air',
    columns: [{ heading: 'HOUR' }, ...countedColumns],
    rows: [...silent, ...speaking].map((fields) => [
      nameOf(fields),
      ...valuesOf(compose(counted, hourOf(fields))),
    ]),
    notes: [
      'Put together from the operations, with 0.6 planned moves.',
      `Held against what was played from end to end: ${played.map(playedName).join('; ')}.`,
      'Who sends frames sends no heartbeats. Each listener sends one in 120 s, and is told every 30 s how long the lease is.',
    ],
  };
}
