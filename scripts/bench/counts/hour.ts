/** A stretch of time on the air, put together from what its operations take. */
import type { SoundFormat } from '../../../frontend/src/audio/sound-format.ts';
import { messageMs } from './cast.ts';
import { LEASE_TOLD_MS, type Listeners, type OperationName } from './operations.ts';
import { difference, sum, times, type Tally } from './tally.ts';

export interface OnAir {
  readonly seconds: number;
  readonly heartbeatSeconds: number;
  /** Planned moves to a fresh connection. */
  readonly moves: number;
  /** What is sent instead of heartbeats; absent: silence. */
  readonly sound?: SoundFormat;
  readonly listeners: Listeners;
  /** Of each listener. */
  readonly listenerHeartbeats: number;
}

/** The middle of what a client is told by default, 90 to 110 min. */
const MOVE_EVERY_MINUTES = 100;
/** Of a listener's page, whatever the stage's setting. */
const LISTENER_HEARTBEAT_SECONDS = 120;
const HOUR_SECONDS = 3_600;

export const hourOf = (
  fields: Pick<OnAir, 'heartbeatSeconds' | 'listeners'> & Pick<Partial<OnAir>, 'sound'>,
): OnAir => ({
  seconds: HOUR_SECONDS,
  moves: 60 / MOVE_EVERY_MINUTES,
  listenerHeartbeats: HOUR_SECONDS / LISTENER_HEARTBEAT_SECONDS,
  ...fields,
});

/** @param counted what one of each takes. Listeners of silence are not counted. Beginning and end of session and listeners are no part of it. */
export function compose(
  counted: Readonly<Record<OperationName, Tally>>,
  { seconds, heartbeatSeconds, moves, sound, listeners, listenerHeartbeats }: OnAir,
): Tally {
  const move = times(sum(counted.connect, counted.resume, counted['disconnect: moved']), moves);
  if (sound === undefined) return sum(times(counted.heartbeat, seconds / heartbeatSeconds), move);
  const messages = (seconds * 1_000) / messageMs(sound);
  const told = difference(counted[`frames, lease told: ${listeners}`], counted[`frames: pcm, ${listeners}`]);
  return sum(
    times(counted[`frames: ${sound}, ${listeners}`], messages),
    times(told, (seconds * 1_000) / LEASE_TOLD_MS),
    times(counted['listener: heartbeat'], listeners * listenerHeartbeats),
    move,
  );
}
