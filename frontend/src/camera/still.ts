/** How large a camera still may be, and how it is made to fit. */

/**
 * In base64, with the rest of its message around it, this stays below the 31 KiB that a message may have; the 24 KB that a still
 * may have at most would not.
 */
export const MOST_STILL_BYTES = 22 * 1024;
export const STILL_EVERY_MS = 1_000;
/** Large enough to see who speaks, small enough not to hold up the sound behind it. */
export const STILL_WIDTH_PX = 480;

/** From the best on. */
const attempts = [
  { scale: 1, quality: 0.6 },
  { scale: 1, quality: 0.35 },
  { scale: 0.5, quality: 0.6 },
  { scale: 0.5, quality: 0.3 },
  { scale: 0.25, quality: 0.3 },
] as const;

export interface Attempt {
  /** Of the width and height that are wanted. */
  readonly scale: number;
  /** 0 to 1, as JPEG encoders take it. */
  readonly quality: number;
}

/** @returns the first picture that is small enough; undefined where none is, or there is none */
export async function fittingStill<T extends { readonly size: number }>(
  encode: (attempt: Attempt) => Promise<T | null>,
): Promise<T | undefined> {
  for (const attempt of attempts) {
    const still = await encode(attempt);
    if (still === null) return undefined;
    if (still.size <= MOST_STILL_BYTES) return still;
  }
  return undefined;
}
