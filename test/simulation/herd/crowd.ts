/** A crowd of speakers that lose their connections in one instant, and how it comes back: the product's own machine each. */
import { nextWakeAt } from '../../../frontend/src/connection/deadlines.ts';
import type { ClientEvent } from '../../../frontend/src/connection/events.ts';
import { type Effect, type Machine, newMachine } from '../../../frontend/src/connection/machine.ts';
import { step } from '../../../frontend/src/connection/step.ts';
import type { RequestId } from '#protocol/units.ts';
import { Chance } from '../chance.ts';
import { type Happening, Scheduler } from '../scheduler.ts';
import { Comeback } from './comeback.ts';
import { Door } from './door.ts';
import { created, resumed, unavailable } from './words.ts';

export interface Herd {
  readonly clients: number;
  readonly perSecond: number;
  /**
   * Who turns away whom the second has no room for. `gateway`: the handshake fails, as at a 429, and nobody says why.
   * A span: every handshake succeeds, and the server answers `UNAVAILABLE` with a `retryAfterMs` from 0 to so many ms.
   */
  readonly refusedBy: 'gateway' | { readonly hintUpToMs: number };
  /** False: every client draws the same number always. */
  readonly jitter: boolean;
  readonly seed: number;
}

interface Client {
  machine: Machine;
  wake: Happening | undefined;
}

/** When all are cut; they have been on the air for a minute. */
const DROPPED_AT = 60_000;
/** The gateway cuts whoever waits in silence for longer. */
const IDLE_MS = 600_000;
const requestId = '00000000-0000-4000-8000-000000000001' as RequestId;
const cut = { kind: 'closed', code: 1006, reason: '' } as const;

export function comeBack({ clients, jitter, perSecond, refusedBy, seed }: Herd): Comeback {
  // What the clients draw is theirs: a network that draws more or less changes none of it.
  const [clientChance, networkChance] = [new Chance(seed), new Chance(seed + 1)];
  const scheduler = new Scheduler(DROPPED_AT, networkChance);
  const door = new Door(perSecond);
  const comeback = new Comeback(clients);

  const happens = (client: Client, event: ClientEvent): void => {
    const { now } = scheduler;
    const random = jitter ? clientChance.next() : 0.5;
    const machine = step(client.machine, event, { now, random, requestId });
    client.machine = machine;
    const { effects, live } = machine;
    if (client.wake !== undefined) client.wake.run = undefined;
    if (live) {
      comeback.back(now - DROPPED_AT);
      return;
    }
    for (const effect of effects) carryOut(client, effect);
    // While the network owes an answer, which it gives within a second, no deadline of the machine's can come.
    if (effects.length > 0) return;
    const wakeAt = nextWakeAt(machine);
    client.wake = scheduler.after(wakeAt - now, () => happens(client, { kind: 'woke' }));
  };

  const carryOut = (client: Client, effect: Effect): void => {
    const { kind, socket } = effect;
    if (kind === 'close') throw new Error(`A client gave socket ${socket} up: ${effect.why}.`);
    scheduler.after(latencyMs(), () => {
      const { now } = scheduler;
      const hasDoor = (refusedBy === 'gateway') === (kind === 'open');
      if (hasDoor) comeback.attempted(now - DROPPED_AT);
      const admitted = !hasDoor || door.admits(now);
      const answer = (event: ClientEvent) => scheduler.after(latencyMs(), () => happens(client, event));
      if (kind === 'open') {
        answer(admitted ? { socket, kind: 'opened' } : { ...cut, socket });
        return;
      }
      const hintMs = refusedBy === 'gateway' ? 0 : Math.floor(networkChance.next() * refusedBy.hintUpToMs);
      const message = admitted ? resumed(requestId, now) : unavailable(requestId, now, hintMs);
      answer({ socket, kind: 'received', message });
      if (!admitted) cutWhenIdle(client, socket);
    });
  };

  const cutWhenIdle = (client: Client, socket: number): void => {
    scheduler.after(IDLE_MS, () => {
      const { attempt, opener } = client.machine;
      if (attempt?.name === 'greeting' && attempt.socket === socket && opener?.sends === 0)
        happens(client, { ...cut, socket });
    });
  };

  const latencyMs = () => networkChance.between(20, 200);

  const live = onAir();
  for (let each = 0; each < clients; each += 1)
    happens({ machine: live, wake: undefined }, { ...cut, socket: 1 });
  while (scheduler.step());
  return comeback;
}

/** A machine that is on the air. It is a value: a whole crowd may begin with the same. */
function onAir(): Machine {
  const events: ClientEvent[] = [
    { kind: 'start', wish: { sourceLanguage: 'en', qualityTier: 'standard' } },
    { socket: 1, kind: 'opened' },
    { socket: 1, kind: 'received', message: created(requestId, 0) },
  ];
  const off = newMachine({ clientId: 'one-of-many' }, true);
  const machine = events.reduce(
    (before, event) => step(before, event, { now: 0, random: 0.5, requestId }),
    off,
  );
  if (!machine.live) throw new Error('The client is not on the air.');
  return machine;
}
