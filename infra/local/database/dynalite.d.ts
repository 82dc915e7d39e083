/** dynalite ships no types; this is the part of it that we use. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  export default function dynalite(options: {
    /** LevelDB folder; in memory without one. */
    path?: string;
    createTableMs?: number;
  }): Server;
}
