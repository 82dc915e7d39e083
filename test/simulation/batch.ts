/** Many schedules in one thread. Several run at once: while one's promises settle, another goes on. */
import { runSchedule } from './run.ts';
import { count, newTally, type Tally } from './tally.ts';

const AT_ONCE = 16;

/**
 * @param seeds where it begins, and how many; every `stride`th, so that workers share them evenly
 * @param onProgress called now and then with what has been added since
 */
export async function runBatch(
  { first, seeds, stride = 1, profile }: Batch,
  onProgress?: (since: Tally) => void,
): Promise<Tally> {
  let tally = newTally();
  const all = tally;
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < seeds) {
      const seed = first + stride * next++;
      const outcome = await runSchedule({ seed, profile });
      count(tally, outcome);
      if (onProgress !== undefined && tally.schedules >= REPORT_EVERY) {
        onProgress(tally);
        tally = newTally();
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  if (onProgress !== undefined) onProgress(tally);
  return all;
}

export interface Batch {
  readonly first: number;
  readonly seeds: number;
  readonly stride?: number;
  readonly profile?: string | undefined;
}

const REPORT_EVERY = 100;
