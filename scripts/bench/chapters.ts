/** The chapters of `npm run bench`, in the order in which they run. */
import { audience } from './audience.ts';
import type { Chapter } from './chapter.ts';
import { coldStart } from './cold-start.ts';

export const chapters: readonly Chapter[] = [coldStart, audience];
