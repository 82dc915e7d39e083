/** Builds the page once for each state of its sources, so that a second start finds it built. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const fromProject = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const FRONTEND = fromProject('frontend');
/** Built pages, one folder a state of the sources. */
const BUILT = fromProject('.podium/site');

const DAY_MS = 86_400_000;
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

export async function buildPage(): Promise<BuiltPage> {
  const folder = join(BUILT, fingerprint());
  if (existsSync(folder)) return { built: true, folder };
  mkdirSync(BUILT, { recursive: true });
  dropOldBuilds();
  const draft = `${folder}.${process.pid}`;
  try {
    await build(draft);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    return { built: false, reason: error instanceof Error ? error.message : String(error) };
  }
  try {
    renameSync(draft, folder);
  } catch {
    // Another stack has built the same sources meanwhile.
    rmSync(draft, { recursive: true, force: true });
  }
  return { built: true, folder };
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

/** Not those of today: another stack may be reading them. */
function dropOldBuilds(): void {
  for (const name of readdirSync(BUILT)) {
    const build = join(BUILT, name);
    if (Date.now() - statSync(build).mtimeMs > DAY_MS) rmSync(build, { recursive: true, force: true });
  }
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
