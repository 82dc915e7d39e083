/** A function's bundle out of those that were made. Apart from bundle.ts, which brings esbuild along. */
import type { Bundle } from './bundle.ts';

/** @throws Error where the list of entries has missed one */
export function bundleOf(bundles: ReadonlyMap<string, Bundle>, entry: string): Bundle {
  const bundle = bundles.get(entry);
  if (bundle === undefined) throw new Error(`${entry} is not bundled.`);
  return bundle;
}
