/** Builds the page once for each state of its sources, so that a second start finds it built. */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keptBuild } from '../bundling/kept-build.ts';

const fromProject = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const FRONTEND = fromProject('frontend');
/** Built pages, one folder a state of the sources. */
const BUILT = fromProject('.podium/site');

/** Everything that a build reads, from the project's root. */
const SOURCES = [
  'frontend/**/*',
  'lambdas/protocol/**/*',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

export type BuiltPage =
  | { readonly built: true; readonly folder: string }
  /** The rest of the stack is of use all the same: the page's author looks for the reason, the others go on. */
  | { readonly built: false; readonly reason: string };

/** Never rejects, whatever is wrong. */
export async function buildPage(): Promise<BuiltPage> {
  try {
    return { built: true, folder: await keptBuild(BUILT, fingerprint(), build) };
  } catch (error) {
    return { built: false, reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'syscall' in error
    ? `${error.message}: move away what is there, or see that ${BUILT} can be written to.`
    : error.message;
}

async function build(outDir: string): Promise<void> {
  // Loaded only where there is something to build: it takes longer than the rest of the start.
  const vite = await import('vite');
  // A test runner's `test` would be built in, and the result kept for `npm start`.
  process.env['NODE_ENV'] = 'production';
  await vite.build({
    root: FRONTEND,
    configFile: join(FRONTEND, 'vite.config.ts'),
    logLevel: 'silent',
    build: { outDir, emptyOutDir: true },
  });
}

function fingerprint(): string {
  const hash = createHash('sha256');
  const files = globSync(SOURCES, { cwd: fromProject('.'), withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex').slice(0, 16);
}
