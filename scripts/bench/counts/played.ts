/** The same stretch of time, played from its beginning to its end on the gateway's clock, with what it took. */
import { Cast, messageMs } from './cast.ts';
import type { CountedStage } from './counted-stage.ts';
import type { OnAir } from './hour.ts';
import { LEASE_TOLD_MS } from './operations.ts';
import type { Tally } from './tally.ts';

/** One move at most, in the middle. */
export async function play(stage: CountedStage, speaker: string, onAir: OnAir): Promise<Tally> {
  const { seconds, heartbeatSeconds, moves, sound, listeners, listenerHeartbeats } = onAir;
  const cast = new Cast(stage, speaker);
  await cast.connect();
  await cast.create();
  await cast.seat(listeners);
  const stepMs = sound === undefined ? heartbeatSeconds * 1_000 : messageMs(sound);
  const speak = () => (sound === undefined ? cast.heartbeat() : cast.send(sound));
  // Whatever there was to tell has been told before it begins.
  stage.pass(LEASE_TOLD_MS);
  await speak();
  await stage.take();

  for (let atMs = stepMs; atMs <= seconds * 1_000; atMs += stepMs) {
    stage.pass(stepMs);
    await speak();
    if (moves > 0 && atMs >= seconds * 500 && atMs < seconds * 500 + stepMs) await move(cast);
  }
  for (let turn = 0; turn < listenerHeartbeats; turn += 1)
    for (const listener of cast.listeners) await cast.listenerHeartbeat(listener);
  const { tally } = await stage.take();
  return tally;
}

async function move(cast: Cast): Promise<void> {
  const old = cast.socket;
  // A handshake takes its time.
  cast.stage.pass(10);
  await cast.connect();
  await cast.resume();
  await cast.close(old);
}
