/** What became of numbered messages, as whoever was to hear them sees it. */

export interface Tally {
  readonly said: number;
  /** Never heard, though a later one was. */
  readonly lost: number;
  /** Of those, the ones that nobody told the hearer of. */
  readonly unannounced: number;
  /** After the last that was heard: on their way, or lost. */
  readonly late: number;
  /** Heard more than once, counted each further time. */
  readonly doubled: number;
}

/**
 * @param said numbers, rising
 * @param heard numbers in the order of their arrival; others than those that were said do not count
 * @param announced how many the hearer was told are missing
 */
export function tally(said: readonly number[], heard: readonly number[], announced: number): Tally {
  const counts = new Set(said);
  const heardOfThem = heard.filter((number) => counts.has(number));
  const once = new Set(heardOfThem);
  const last = Math.max(-Infinity, ...once);
  const late = said.filter((number) => number > last).length;
  const lost = said.length - once.size - late;
  return {
    said: said.length,
    lost,
    unannounced: Math.max(0, lost - announced),
    late,
    doubled: heardOfThem.length - once.size,
  };
}

export const together = (tallies: readonly Tally[]): Tally => {
  const sum = (of: (each: Tally) => number) => tallies.reduce((total, each) => total + of(each), 0);
  return {
    said: sum(({ said }) => said),
    lost: sum(({ lost }) => lost),
    unannounced: sum(({ unannounced }) => unannounced),
    late: sum(({ late }) => late),
    doubled: sum(({ doubled }) => doubled),
  };
};
