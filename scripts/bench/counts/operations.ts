/** Every operation of the wire, played once on its own, with what it took. */
import type { SoundFormat } from '../../../frontend/src/audio/sound-format.ts';
import { Cast, messageMs } from './cast.ts';
import type { CountedStage } from './counted-stage.ts';
import type { Window } from './ledger.ts';

export const audiences = [0, 10, 100] as const;
export const formats = ['pcm', 'opus'] as const satisfies readonly SoundFormat[];
/** The audience hears that the lease has grown when that is a tenth of its length, by default 300 s. */
export const LEASE_TOLD_MS = 30_000;
/** Whoever was told anything is told nothing more for as long. */
const TOLD_MS = 2_000;

export type Listeners = (typeof audiences)[number];
const names = [
  'connect',
  'create',
  'create: name taken',
  'create: found',
  'resume',
  'take over',
  'heartbeat',
  'update',
  'end',
  'disconnect',
  'disconnect: moved',
  'default',
  'frames: pcm, 0',
  'frames: pcm, 10',
  'frames: pcm, 100',
  'frames: opus, 0',
  'frames: opus, 10',
  'frames: opus, 100',
  'frames, lease told: 0',
  'frames, lease told: 10',
  'frames, lease told: 100',
  'listener: connect',
  'listener: join',
  'listener: heartbeat',
  'listener: leave',
  'listener: disconnect',
  'listener: join, told',
  'listener: heartbeat, told',
  'listener: leave, told',
  'listener: disconnect, told',
] as const;
export type OperationName = (typeof names)[number];
export type Operations = Readonly<Record<OperationName, Window>>;

/** @throws Error where an operation was refused, or is missing */
export async function countOperations(stage: CountedStage): Promise<Operations> {
  const counted = new Map<OperationName, Window>();
  const count = async (name: OperationName, play: () => Promise<unknown>) => {
    // Nobody does two things in the same millisecond: the lease has grown meanwhile.
    stage.pass(messageMs('pcm'));
    await stage.take();
    await play();
    counted.set(name, await stage.take());
  };

  const cast = new Cast(stage, 'anna');
  await count('connect', () => cast.connect());
  await count('create', () => cast.create());
  await count('create: found', () => cast.create());
  await count('heartbeat', () => cast.heartbeat());
  await count('update', () => cast.update());
  await count('default', () => cast.unknownAction());
  const first = cast.socket;
  await cast.connect();
  await count('resume', () => cast.resume());
  await count('disconnect: moved', () => cast.close(first));
  await countTakeover(cast, count);
  await countAudience(stage, count);

  const again = new Cast(stage, 'berta');
  await again.connect();
  stage.takeNextName();
  await count('create: name taken', () => again.create());
  await count('disconnect', () => again.close());
  const missing = names.find((name) => !counted.has(name));
  if (missing !== undefined) throw new Error(`${missing} was not counted.`);
  return Object.fromEntries(counted) as Operations;
}

type Count = (name: OperationName, play: () => Promise<unknown>) => Promise<void>;

async function countTakeover(cast: Cast, count: Count): Promise<void> {
  const other = new Cast(cast.stage, 'anna');
  await other.connect();
  // The end of the connection that lost it is another operation.
  cast.stage.faults.add({ loseDisconnect: true });
  await count('take over', () => other.resume({ ...cast.named, takeover: true }));
  cast.stage.faults.clear();
  await count('end', () => other.end());
  await other.close();
}

async function countAudience(stage: CountedStage, count: Count): Promise<void> {
  const cast = new Cast(stage, 'clara');
  await cast.connect();
  await cast.create();
  for (const listeners of audiences) {
    await cast.seat(listeners);
    // The audience has just been told of everything there is.
    stage.pass(TOLD_MS);
    await cast.send('pcm');
    for (const format of formats) await count(`frames: ${format}, ${listeners}`, () => cast.send(format));
    stage.pass(LEASE_TOLD_MS);
    await count(`frames, lease told: ${listeners}`, () => cast.send('pcm'));
    if (listeners === 10) await countListener(cast, count);
  }
}

/** One of eleven, where the audience is told one of twelve. */
async function countListener(cast: Cast, count: Count): Promise<void> {
  const joining = Promise.withResolvers<Awaited<ReturnType<Cast['openListener']>>>();
  await count('listener: connect', async () => joining.resolve(await cast.openListener()));
  const listener = await joining.promise;
  await count('listener: join', () => cast.join(listener));
  await count('listener: heartbeat', () => cast.listenerHeartbeat(listener));
  await count('listener: leave', () => cast.leave(listener));
  await cast.join(listener);
  await count('listener: disconnect', () => cast.close(listener));

  const [next, other] = [await cast.openListener(), await cast.openListener()];
  const told = (name: OperationName, play: () => Promise<unknown>) => {
    cast.stage.pass(TOLD_MS);
    return count(name, play);
  };
  // The others are told before the function ends, which may be after the answer.
  const untilItEnds = (routeKey: string, play: () => Promise<unknown>) => () =>
    Promise.all([cast.stage.answered(routeKey), play()]);
  await told(
    'listener: join, told',
    untilItEnds('joinSession', () => cast.join(next)),
  );
  // Too soon to be told: the next sign of life brings it.
  await cast.join(other);
  await told(
    'listener: heartbeat, told',
    untilItEnds('heartbeat', () => cast.listenerHeartbeat(next)),
  );
  await told(
    'listener: leave, told',
    untilItEnds('leaveSession', () => cast.leave(other)),
  );
  await told('listener: disconnect, told', () => cast.close(next));
  await cast.close(other);
}
