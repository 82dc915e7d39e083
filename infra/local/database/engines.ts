/** The engines that speak DynamoDB's API, and how each is started: as a process of its own, on a given port. */
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const engineNames = ['dynalite', 'dynoxide'] as const;
export type EngineName = (typeof engineNames)[number];

export interface EngineCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** dynalite runs wherever Node does; dynoxide is a native binary that npm installs on Linux x64 alone. */
export function isEngineAvailable(engine: EngineName): boolean {
  switch (engine) {
    case 'dynalite':
      return true;
    case 'dynoxide':
      return dynoxideBinary() !== undefined;
  }
}

/** Whether the engine's tables have streams, so that a history can be kept. */
export const hasStreams = (engine: EngineName): boolean => engine === 'dynoxide';

/**
 * @param folder where the data lives; it is made where it is missing. In memory without one.
 * @throws Error where the folder cannot be made
 */
export function commandOf(engine: EngineName, port: number, folder: string | undefined): EngineCommand {
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  switch (engine) {
    case 'dynalite': {
      const entry = fileURLToPath(new URL('dynalite-process.ts', import.meta.url));
      const path = folder === undefined ? [] : [join(folder, 'dynalite')];
      return { command: process.execPath, args: [entry, String(port), ...path] };
    }
    case 'dynoxide': {
      const path = folder === undefined ? [] : ['--db-path', join(folder, 'dynoxide.sqlite')];
      const binary = dynoxideBinary() ?? '';
      return {
        command: '/bin/sh',
        args: ['-c', DIES_WITH_ITS_PARENT, binary, 'serve', '--port', String(port), ...path],
      };
    }
  }
}

// The binary does not watch its parent, and an orphan would keep the data locked: a cat on the pipe that the
// parent holds ends with the parent, and takes the binary (which replaces the shell, hence $$) along.
const DIES_WITH_ITS_PARENT = 'exec 3<&0; (cat <&3 >/dev/null; kill -9 $$) & exec "$0" "$@"';

function dynoxideBinary(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json');
    const binary = join(manifest, '..', 'dynoxide');
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}
