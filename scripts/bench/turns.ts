/** Who goes first and who follows whom change from turn to turn. */

/** With its place: each turn begins with another one, and every other time round they go backwards. */
export function inTurn<T>(all: readonly T[], turn: number): readonly (readonly [index: number, each: T])[] {
  const entries = [...all.entries()];
  const first = all.length === 0 ? 0 : turn % all.length;
  const turned = [...entries.slice(first), ...entries.slice(0, first)];
  return Math.floor(turn / Math.max(1, all.length)) % 2 === 0 ? turned : turned.reverse();
}
