/** What is started: each function as it deploys, and what it is held against. */
import { build, type Metafile } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { places } from '../../../infra/local/places.ts';
import { bundleFunction } from '../../../infra/bundling/bundle.ts';

export interface Module {
  /** As tables have it. */
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
  readonly gzippedBytes: number;
  readonly metafile: Metafile;
}

const SDK_ALONE = 'scripts/bench/cold-start/sdk-alone.ts';
const EMPTY = 'scripts/bench/cold-start/empty.ts';

/** By the very function that a synth bundles with. */
export async function deployed(name: string, entry: string): Promise<Module> {
  const { directory, metafile } = await bundleFunction(entry);
  return moduleOf(name, join(directory, 'index.mjs'), metafile);
}

export const emptyFunction = () => deployed('empty function', EMPTY);
export const slimSdk = () => deployed('SDK alone, bundled as Podium does', SDK_ALONE);

/** As one who has read the usual advice bundles it: minified ES modules, out of the SDK's own ES modules. */
export async function usualSdk(folder: string): Promise<Module> {
  const file = join(folder, 'usual.mjs');
  const { metafile } = await build({
    absWorkingDir: places.project,
    entryPoints: [SDK_ALONE],
    outfile: file,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    metafile: true,
    logLevel: 'silent',
  });
  return moduleOf('SDK alone, usual settings', file, metafile);
}

async function moduleOf(name: string, file: string, metafile: Metafile): Promise<Module> {
  const text = await readFile(file);
  return { name, file, bytes: text.length, gzippedBytes: gzipSync(text).length, metafile };
}
