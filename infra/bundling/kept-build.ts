/** Built things, one folder for each name: built once, found by every later start, dropped when unused for a day. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

const DAY_MS = 86_400_000;

/**
 * Safe for any number of processes at once: a folder has its name only when it is whole.
 *
 * @param place where the folders are; made where it is missing
 * @param name says what the folder holds: a hash of the contents, or of all that they are made from
 * @param build writes the contents into the folder that it is given, which it has to make
 * @returns the folder of that name
 * @throws what `build` throws, and Node's own error where the place cannot be written to
 */
export async function keptBuild(
  place: string,
  name: string,
  build: (draft: string) => Promise<void>,
): Promise<string> {
  const folder = join(place, name);
  if (existsSync(folder)) {
    ignoringErrors(() => utimesSync(folder, new Date(), new Date()));
    return folder;
  }
  mkdirSync(place, { recursive: true });
  dropUnused(place);
  const draft = `${folder}.${randomUUID()}`;
  try {
    await build(draft);
    renameSync(draft, folder);
  } catch (error) {
    // Where the folder is there, somebody else has built the same meanwhile.
    if (!existsSync(folder)) throw error;
  } finally {
    ignoringErrors(() => rmSync(draft, { recursive: true, force: true }));
  }
  return folder;
}

/** Drafts that a killed process has left are among them. */
function dropUnused(place: string): void {
  for (const name of readdirSync(place)) {
    const folder = join(place, name);
    ignoringErrors(() => {
      if (Date.now() - statSync(folder).mtimeMs > DAY_MS) rmSync(folder, { recursive: true, force: true });
    });
  }
}

/** For what matters to tidiness alone: another process may be at the same, or the folder may be read-only. */
function ignoringErrors(act: () => void): void {
  try {
    act();
  } catch {
    // The next start tries again.
  }
}
