/**
 * Is there an order of these operations, each somewhere between its call and its return, in which one copy of the
 * data gives every answer that was seen? (Wing and Gong 1993; Lowe 2017 for the memory of what was tried.)
 */

export interface Operation<State> {
  /** For people. */
  readonly name: string;
  /** Instants of any clock that only rises. */
  readonly calledAt: number;
  /** Infinity: nobody knows whether it ended. */
  readonly returnedAt: number;
  /** Undefined: no answer was seen, so it may have taken effect at any time from its call on, or never. */
  readonly answer?: string | undefined;
  /** The sequential truth: what it answers in this state, and the state that it leaves. */
  readonly apply: (state: State) => { readonly answer: string; readonly state: State };
}

/** More would not fit into the bits of a number, and into anybody's patience. */
const LARGEST_HISTORY = 30;

/**
 * @param keyOf equal for equal states, and only for them
 * @returns the names in an order that explains every answer; undefined where there is none
 */
export function linearization<State>(
  history: readonly Operation<State>[],
  initial: State,
  keyOf: (state: State) => string,
): readonly string[] | undefined {
  if (history.length > LARGEST_HISTORY)
    throw new Error(`A history has at most ${LARGEST_HISTORY} operations.`);
  // What returned first most likely came first; what nobody heard of is tried last.
  const operations = history.toSorted((a, b) => a.returnedAt - b.returnedAt);
  const answered = operations.reduce(
    (bits, { answer }, index) => (answer === undefined ? bits : bits | (1 << index)),
    0,
  );
  const applied = operations.map(() => new Map<string, { answer: string; state: State; key: string }>());
  const apply = (index: number, operation: Operation<State>, state: State, key: string) => {
    const known = applied[index]?.get(key);
    if (known !== undefined) return known;
    const result = operation.apply(state);
    const outcome = { ...result, key: keyOf(result.state) };
    applied[index]?.set(key, outcome);
    return outcome;
  };
  const tried = new Set<string>();

  const search = (done: number, state: State, key: string): readonly string[] | undefined => {
    if ((done & answered) === answered) return [];
    const place = `${done} ${key}`;
    if (tried.has(place)) return undefined;
    tried.add(place);
    const isOpen = (index: number) => (done & (1 << index)) === 0;
    // Whatever returned before another was called comes before it.
    const firstReturn =
      operations.find(({ answer }, index) => isOpen(index) && answer !== undefined)?.returnedAt ?? 0;
    for (const [index, operation] of operations.entries()) {
      if (!isOpen(index) || operation.calledAt > firstReturn) continue;
      const next = apply(index, operation, state, key);
      if (operation.answer !== undefined && operation.answer !== next.answer) continue;
      // An unheard one that changes nothing explains nothing.
      if (operation.answer === undefined && next.key === key) continue;
      const rest = search(done | (1 << index), next.state, next.key);
      if (rest !== undefined) return [operation.name, ...rest];
    }
    return undefined;
  };
  return search(0, initial, keyOf(initial));
}
