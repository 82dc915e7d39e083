/** The chapters of `npm run bench`, in the order in which they run. */
import { audience } from './audience.ts';
import type { Chapter } from './chapter.ts';
import { counts } from './counts.ts';
import { coldStart } from './cold-start.ts';
import { page } from './page.ts';
import { reconnecting } from './reconnecting.ts';
import { sockets } from './sockets.ts';
import { warmPath } from './warm-path.ts';

export const chapters: readonly Chapter[] = [
  counts,
  coldStart,
  warmPath,
  sockets,
  audience,
  reconnecting,
  page,
];
