/** Runs one schedule to its end. */
import type { Breach } from './judge.ts';
import { World, type WorldOptions } from './world.ts';

export interface Outcome {
  readonly seed: number;
  readonly profile: string;
  readonly steps: number;
  readonly breach: Breach | undefined;
  readonly cells: ReadonlyMap<string, number>;
}

/** A schedule has about 150 steps; one that has so many goes round in circles. */
const MOST_STEPS = 20_000;

/** Many may run at once in one thread: they share nothing. */
export function runSchedule(options: WorldOptions): Promise<Outcome> {
  const world = new World(options);
  const { judge, scheduler } = world;
  return new Promise((resolve) => {
    // One thing happens, then every promise settles that it has moved, then it is judged: that is a step.
    const turn = (): void => {
      if (isOver()) {
        const { breach, cells } = judge;
        resolve({ seed: options.seed, profile: world.profile.name, steps: scheduler.steps, breach, cells });
      } else setImmediate(turn);
    };
    const isOver = (): boolean => {
      try {
        judge.check();
        if (scheduler.steps > MOST_STEPS) judge.accuse('recovery', `no end after ${MOST_STEPS} steps`);
        return judge.breach !== undefined || judge.recovery.isOver() || !scheduler.step();
      } catch (error) {
        // Whatever is called from the scheduler is product or browser: what it throws, a page would have thrown.
        judge.accuse('defect', `thrown: ${error instanceof Error ? error.message : String(error)}`);
        return true;
      }
    };
    setImmediate(turn);
  });
}
