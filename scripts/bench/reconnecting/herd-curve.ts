/** How a crowd that was dropped at once comes back: how many of it knock within the same tenth of a second. */

export const BUCKET_MS = 100;

/** Of one herd; all instants are ms since the drop. */
export interface Herd {
  readonly clients: number;
  readonly attempts: readonly number[];
  /** Of those who came back. */
  readonly back: readonly number[];
}

/** Attempts in each tenth of a second, from the drop until the last of them. */
export function attemptsByBucket({ attempts }: Pick<Herd, 'attempts'>): number[] {
  const buckets: number[] = [];
  for (const at of attempts) {
    const bucket = Math.floor(at / BUCKET_MS);
    while (buckets.length <= bucket) buckets.push(0);
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
  }
  return buckets;
}

/** In percent of the clients. */
export const peakPercent = (herd: Herd): number =>
  (100 * Math.max(0, ...attemptsByBucket(herd))) / herd.clients;

/** Until so many percent of all clients were back; undefined: they never were. */
export const msUntilBack = ({ back, clients }: Herd, percent: number): number | undefined =>
  back.toSorted((a, b) => a - b)[Math.ceil((percent / 100) * clients) - 1];
