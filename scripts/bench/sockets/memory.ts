/** What a process holds after its garbage was collected. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Memory {
  /** What the operating system has given it; it takes back late, if at all. */
  readonly residentBytes: number;
  /** Objects, and buffers outside of the heap. */
  readonly usedBytes: number;
}

export async function memoryNow(): Promise<Memory> {
  // A flag for this process alone: the function is in contexts that are made after it.
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // Twice, with a turn between: what is finalized is collected the next time.
  collect();
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { residentBytes: rss, usedBytes: heapUsed + external };
}
