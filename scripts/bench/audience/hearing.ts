/** What one listener heard: which frames it missed, and which came twice. */

export interface Hearing {
  readonly missed: number;
  readonly doubled: number;
  readonly next: number;
}

/** @param next the first seq that is to come */
export const fromSeq = (next: number): Hearing => ({ missed: 0, doubled: 0, next });

export function heard(hearing: Hearing, seq: number): Hearing {
  if (seq < hearing.next) return { ...hearing, doubled: hearing.doubled + 1 };
  return { ...hearing, missed: hearing.missed + seq - hearing.next, next: seq + 1 };
}

/** When nothing more is to come: whatever is missing up to the last seq was missed, too. */
export const missedUpTo = ({ missed, next }: Hearing, lastSeq: number): number =>
  missed + Math.max(0, lastSeq + 1 - next);
