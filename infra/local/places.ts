/** Where the local stack keeps what it keeps: under the project, whatever the working directory. */
import { fileURLToPath } from 'node:url';

const fromProject = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const places = {
  project: fromProject('.'),
  /** The default of `--data`. */
  data: fromProject('.podium'),
  /** The development key has one place, whatever `--data` says. */
  signingKey: fromProject('.podium/development-key.json'),
} as const;
