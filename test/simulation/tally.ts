/** What many schedules came to, added up; plain data, so that a worker can send it. */
import type { Outcome } from './run.ts';

export interface Failure {
  readonly seed: number;
  readonly profile: string;
  readonly invariant: string;
  readonly what: string;
}

export interface Tally {
  schedules: number;
  steps: number;
  readonly failures: Failure[];
  /** `fault @ await point -> branch`, and how often. */
  readonly cells: Map<string, number>;
}

export const newTally = (): Tally => ({ schedules: 0, steps: 0, failures: [], cells: new Map() });

export function count(tally: Tally, { breach, cells, profile, seed, steps }: Outcome): void {
  tally.schedules += 1;
  tally.steps += steps;
  if (breach !== undefined)
    tally.failures.push({ seed, profile, invariant: String(breach.invariant), what: breach.what });
  for (const [cell, times] of cells) tally.cells.set(cell, (tally.cells.get(cell) ?? 0) + times);
}

export function add(sum: Tally, { cells, failures, schedules, steps }: Tally): void {
  sum.schedules += schedules;
  sum.steps += steps;
  sum.failures.push(...failures);
  for (const [cell, times] of cells) sum.cells.set(cell, (sum.cells.get(cell) ?? 0) + times);
}
