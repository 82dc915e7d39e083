// Which packages are in what Podium hands on: asked of the bundler, since it is what puts them there.
import { build } from 'esbuild';
import { bundleFunctions } from '../infra/bundling/bundle.ts';
import { functionEntries } from '../infra/routes.ts';

export async function shippedPackages(): Promise<ReadonlySet<string>> {
  const [functions, page] = await Promise.all([
    bundleFunctions(functionEntries),
    build({
      entryPoints: ['frontend/src/main.tsx', 'frontend/src/listen/main.tsx'],
      // Scripts of their own; they hold files of ours only.
      external: ['*?worker&url'],
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      outdir: 'out',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      logLevel: 'silent',
    }),
  ]);
  const files = [...functions.values()]
    .flatMap(({ metafile }) => Object.keys(metafile.inputs))
    .concat(Object.keys(page.metafile.inputs));
  return new Set(files.flatMap((file) => PACKAGE.exec(file)?.[1] ?? []));
}

const PACKAGE = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//;
