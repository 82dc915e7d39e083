/** Builds the page once for each state of its sources, so that a second start finds it built. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { places } from '../places.ts';
import { StartError } from '../start-error.ts';

/** Everything that a build reads, from the project's root. */
const SOURCES = ['frontend/**/*', 'lambdas/protocol/**/*', 'package-lock.json'];

/**
 * @returns the folder of the built page; undefined while there is no page to build
 * @throws StartError where the build fails
 */
export async function buildPage(): Promise<string | undefined> {
  if (!existsSync(join(places.frontend, 'index.html'))) return undefined;
  const folder = join(places.builtSites, fingerprint());
  if (existsSync(folder)) return folder;
  mkdirSync(places.builtSites, { recursive: true });
  const draft = `${folder}.${process.pid}`;
  await build(draft);
  try {
    renameSync(draft, folder);
  } catch {
    // Another stack has built the same sources meanwhile.
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

async function build(outDir: string): Promise<void> {
  // Loaded only where there is something to build: it takes longer than the rest of the start.
  const vite = await import('vite');
  const configFile = join(places.frontend, 'vite.config.ts');
  try {
    await vite.build({
      root: places.frontend,
      configFile: existsSync(configFile) ? configFile : false,
      logLevel: 'silent',
      build: { outDir, emptyOutDir: true },
    });
  } catch (error) {
    rmSync(outDir, { recursive: true, force: true });
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new StartError(`The page in frontend/ cannot be built: ${reason}`, { cause: error });
  }
}

function fingerprint(): string {
  const hash = createHash('sha256');
  const files = globSync(SOURCES, { cwd: places.project, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex').slice(0, 16);
}
