/** One small ES module a function: cold starts are mostly the loading of code. */
import { build, type Metafile, type Plugin } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { keptBuild } from './kept-build.ts';

const projectRoot = resolve(import.meta.dirname, '../..');
/** Bundles, one folder for each content. */
const KEPT = join(projectRoot, '.podium/functions');
const MODULE = 'index.mjs';

const standIns = join(import.meta.dirname, 'stand-ins.ts');
const replaced = [
  '@aws-sdk/credential-provider-node',
  '@aws-sdk/middleware-endpoint-discovery',
  '@aws/lambda-invoke-store',
  '@smithy/core/event-streams',
  // By these names aws-jwt-verify alone imports them; the SDK's have `node:` in front.
  'https',
  'stream',
];

/** Single files of packages, by the end of their path: what they export is exported by the stand-ins, too. */
const replacedFiles = [
  '@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js',
  '@aws-sdk/client-dynamodb/dist-es/endpoint/endpointResolver.js',
  '@aws-sdk/client-apigatewaymanagementapi/dist-es/endpoint/endpointResolver.js',
  '@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js',
  '@smithy/core/dist-es/submodules/retry/util-retry/DefaultRateLimiter.js',
  '@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js',
  '@smithy/core/dist-es/submodules/config/node-config-provider/configLoader.js',
];
const standInFiles: Plugin = {
  name: 'stand-in-files',
  setup: (build) => {
    const ends = replacedFiles.map((file) => file.replaceAll('.', '\\.').replaceAll('/', '[\\\\/]'));
    build.onLoad({ filter: new RegExp(`(${ends.join('|')})$`) }, () => ({
      contents: `export * from ${JSON.stringify(standIns)};`,
      resolveDir: projectRoot,
    }));
  },
};

/** The SDK reads its version out of its whole package.json; the version is all that a bundle gets. */
const versionOnly: Plugin = {
  name: 'version-only',
  setup: (build) =>
    build.onLoad({ filter: /[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    }),
};

export interface Bundle {
  /** A folder that holds `index.mjs` and nothing else. */
  readonly directory: string;
  readonly bytes: number;
  readonly metafile: Metafile;
}

/**
 * @param entry the function's source, from the project's root
 * @throws esbuild's BuildFailure where the source does not build
 */
export async function bundleFunction(entry: string): Promise<Bundle> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: projectRoot,
    entryPoints: [entry],
    outfile: MODULE,
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // The SDK's ES modules, not its CommonJS: smaller by a third, since unused code can be seen.
    mainFields: ['module', 'main'],
    alias: Object.fromEntries(replaced.map((name) => [name, standIns])),
    plugins: [versionOnly, standInFiles],
    legalComments: 'none',
    metafile: true,
    logLevel: 'silent',
  });
  const contents = Buffer.concat(outputFiles.map((output) => output.contents));
  const hash = createHash('sha256').update(contents).digest('hex').slice(0, 16);
  const directory = await keptBuild(KEPT, hash, async (draft) => {
    await mkdir(draft);
    await writeFile(join(draft, MODULE), contents);
  });
  return { directory, bytes: contents.length, metafile };
}

/** Every function of the route list and the authorizer, by entry. */
export async function bundleFunctions(entries: readonly string[]): Promise<ReadonlyMap<string, Bundle>> {
  const bundles = await Promise.all(
    entries.map(async (entry) => [entry, await bundleFunction(entry)] as const),
  );
  return new Map(bundles);
}
