/** What each client adds to a page. */
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { places } from '../../../infra/local/places.ts';
import type { Library } from './plan.ts';

const exported: Readonly<Record<Library, string>> = {
  Podium: `export { createSessionClient } from './frontend/src/connection/client.ts'`,
  partysocket: `export { default } from 'partysocket/ws'`,
  'reconnecting-websocket': `export { default } from 'reconnecting-websocket'`,
  'socket.io': `export { io } from 'socket.io-client'`,
};

/** @returns bytes, minified and gzipped */
export async function weightOf(library: Library): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: exported[library], resolveDir: places.project },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).byteLength;
}
