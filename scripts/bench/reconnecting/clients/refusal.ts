/** A connection that the server will not have, for good, and who knocks again all the same. */
import { setTimeout as delay } from 'node:timers/promises';
import { ORDINARY, type Arena } from './contender.ts';

/** @returns attempts after the first, within so many ms */
export async function countAttemptsAfterRefusal(arena: Arena, watchedMs: number): Promise<number> {
  let attempts = 0;
  const participant = await arena.join(
    { ...ORDINARY, port: arena.port, role: 'refused' },
    {
      attempted: () => (attempts += 1),
      ready: () => undefined,
      above: () => undefined,
      below: () => undefined,
    },
  );
  await delay(watchedMs);
  participant.leave();
  return attempts - 1;
}
