/** Many things done a few at a time. */

/**
 * @returns the results in the order of the items. The first failure keeps further ones from being begun, and is thrown
 * when those that were begun are done: nothing goes on behind the caller's back
 */
export async function inLanes<Item, Result>(
  lanes: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  // One iterator for all lanes: each takes the next.
  const left = items.entries();
  const failures: unknown[] = [];
  const lane = async () => {
    for (const [index, item] of left) {
      if (failures.length > 0) return;
      try {
        results[index] = await work(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (failures.length > 0) throw failures[0];
  return results;
}
