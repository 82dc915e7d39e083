/**
 * The process that runs dynalite: `node dynalite-process.ts PORT [FOLDER]`. It has one of its own because
 * dynalite answers a broken folder by throwing where nobody can catch it. It ends when its parent does: the
 * parent holds the other end of stdin. What goes wrong at the start is told as one LevelDB error code on stderr.
 */
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import dynalite from 'dynalite';
import type { Level } from 'level';

const LOCKED_RETRY_MS = 50;
/** The engine of a stack that was killed lets go of the folder within moments. */
const LOCKED_ATTEMPTS = 30;

const [port, path] = process.argv.slice(2);

process.stdin.on('close', () => process.exit(0)).resume();
if (path !== undefined) await openOnce(path, LOCKED_ATTEMPTS);
dynalite({ ...(path === undefined ? {} : { path }), createTableMs: 0 }).listen(Number(port), '127.0.0.1');

/** Opens and closes the folder, so that damage is known before dynalite meets it. */
async function openOnce(folder: string, attempts: number): Promise<void> {
  const level = new (dynalitesLevel())(folder);
  try {
    await level.open();
    await level.close();
  } catch (error) {
    const code = causeOf(error);
    if (code === 'LEVEL_LOCKED' && attempts > 1) {
      await delay(LOCKED_RETRY_MS);
      return openOnce(folder, attempts - 1);
    }
    console.error(code);
    process.exit(1);
  }
}

/** The very LevelDB that dynalite will open the folder with. */
function dynalitesLevel(): typeof Level {
  const fromDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
  return (fromDynalite('level') as { Level: typeof Level }).Level;
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}
