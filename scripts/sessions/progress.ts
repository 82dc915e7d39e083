// What is being asked, for whoever has waited for a second.
import type { Terminal } from './terminal.ts';

const PATIENCE_MS = 1_000;

/**
 * Shows on the status line what is going on, once it has taken longer than a second.
 * @param work may say more of it as it goes
 */
export async function patiently<T>(
  io: Pick<Terminal, 'status' | 'clearStatus'>,
  what: string,
  work: (say: (what: string) => void) => Promise<T>,
): Promise<T> {
  const asked = { words: what, isShown: false };
  const show = () => io.status(`${asked.words} …`);
  const timer = setTimeout(() => {
    asked.isShown = true;
    show();
  }, PATIENCE_MS);
  try {
    return await work((more) => {
      asked.words = more;
      if (asked.isShown) show();
    });
  } finally {
    clearTimeout(timer);
    if (asked.isShown) io.clearStatus();
  }
}
