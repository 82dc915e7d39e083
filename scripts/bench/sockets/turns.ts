/** Who goes first changes from turn to turn: nobody always comes right after the same other. */

/** With its place, beginning with another one in each turn. */
export function inTurn<T>(all: readonly T[], turn: number): readonly (readonly [index: number, each: T])[] {
  const entries = [...all.entries()];
  const first = all.length === 0 ? 0 : turn % all.length;
  return [...entries.slice(first), ...entries.slice(0, first)];
}
