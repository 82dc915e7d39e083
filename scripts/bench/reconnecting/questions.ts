/** What a process with one library in it is asked, and what it answers. */
import type { Stage } from '../line.ts';
import type { Herd } from './herd-curve.ts';
import type { Library, Plan, Scene } from './plan.ts';
import type { Tally } from './tally.ts';

/** Of one participant in one scene. */
export interface Outcome {
  /** Infinity: to the end of the scene. */
  readonly offAirMs: number;
  /** Since it began, until all was well again. */
  readonly attempts: number;
  readonly above: Tally;
  readonly below: Tally;
}

/** What is to be played on one server. Libraries other than Podium bring their own. */
export interface Act {
  readonly stage: Stage;
  readonly scenes: readonly Scene[];
}

export type ClientQuestions = {
  /** Everything at once; the answers are in the order of the scenes. */
  play: {
    asks: { library: Library; acts: readonly Act[]; plan: Plan };
    answers: readonly (readonly Outcome[])[];
  };
  gather: { asks: { library: Library; stage: Stage; plan: Plan }; answers: undefined };
  drop: { asks: { plan: Plan }; answers: Dropped };
};

export interface Dropped {
  readonly herd: Herd;
  /** Of a client that was refused for good, meanwhile. */
  readonly attemptsAfterRefusal: number;
}
