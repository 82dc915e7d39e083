/** Which files a built page is made of: those that it loads before anything is seen, and those that come when they are needed. */

export interface Part {
  /** Without the hash of its content. */
  readonly name: string;
  readonly path: string;
  readonly when: 'at once' | 'on demand';
}

/** Script, style sheet or worklet that a file names, in whichever way. */
const NAMED = /[\w-]+-[\w-]{8}\.(?:js|css)/g;

/**
 * @param page its HTML
 * @param assets contents by file name. Those that no file of the page names are another page's
 */
export function partsOf(page: string, assets: ReadonlyMap<string, string>): Part[] {
  const namedIn = (text: string) => (text.match(NAMED) ?? []).filter((name) => assets.has(name));
  const atOnce = new Set(namedIn(page));
  const onDemand = new Set<string>();
  // A set is iterated over what is added to it meanwhile.
  const named = new Set(atOnce);
  for (const name of named)
    for (const next of namedIn(assets.get(name) ?? '')) {
      if (!named.has(next)) onDemand.add(next);
      named.add(next);
    }
  return [
    ...[...atOnce].map((path) => partAt(path, 'at once')),
    ...[...onDemand].map((path) => partAt(path, 'on demand')),
  ];
}

const partAt = (path: string, when: Part['when']): Part => ({
  name: path.replace(/-[\w-]{8}(?=\.\w+$)/, ''),
  path,
  when,
});
