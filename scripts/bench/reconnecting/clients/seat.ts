/** One participant of a scene, and what is heard of it at both ends. */
import { within } from '../../../../test/support/socket.ts';
import { offAirMs } from '../off-air.ts';
import type { Outcome } from '../questions.ts';
import { tally } from '../tally.ts';
import { type Arena, type Heard, type Joining, type Participant } from './contender.ts';

const READY_WITHIN_MS = 20_000;

class Ear {
  readonly numbers: number[] = [];
  readonly arrivals: number[] = [];
  announced = 0;

  readonly hear = (heard: Heard): void => {
    if ('missing' in heard) this.announced += heard.missing;
    else {
      this.numbers.push(heard.number);
      this.arrivals.push(performance.now());
    }
  };
}

/** A stretch of a scene; instants are `performance.now()`. */
export interface Stretch {
  readonly cadenceMs: number;
  /** All was well from then until something happened; the last message was said at its end. */
  readonly from: number;
  readonly until: number;
  readonly end: number;
  readonly saidAbove: readonly number[];
  readonly saidBelow: readonly number[];
}

export interface Seat {
  readonly participant: Participant;
  readonly attemptsAt: readonly number[];
  /** At the server's side, and at the page. */
  readonly arrivals: readonly [above: readonly number[], below: readonly number[]];
  outcome(stretch: Stretch): Outcome;
}

/** @returns when the participant is there and heard. @throws Error where it is not */
export async function takeSeat(arena: Arena, joining: Joining): Promise<Seat> {
  const [above, below] = [new Ear(), new Ear()];
  const attemptsAt: number[] = [];
  const there = Promise.withResolvers<undefined>();
  const participant = await arena.join(joining, {
    attempted: () => void attemptsAt.push(performance.now()),
    ready: () => there.resolve(undefined),
    above: above.hear,
    below: below.hear,
  });
  await within(there.promise, READY_WITHIN_MS, () => 'a participant did not connect');
  return {
    participant,
    attemptsAt,
    arrivals: [above.arrivals, below.arrivals],
    outcome: ({ cadenceMs, from, until, end, saidAbove, saidBelow }) => ({
      offAirMs: offAirMs({ cadenceMs, arrivals: above.arrivals, from, until, end }),
      attempts: attemptsAt.filter((at) => at >= until && at <= end).length,
      above: tally(saidAbove, above.numbers, above.announced),
      below: tally(saidBelow, below.numbers, below.announced),
    }),
  };
}
