/** What each client adds to a page. */
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { places } from '../../../infra/local/places.ts';

const clients = {
  'Podium, a session': `export { createSessionClient } from './frontend/src/connection/client.ts'`,
  'Podium, with sound and stills': `export { createSpeakerClient } from './frontend/src/connection/speaker.ts'`,
  'Podium, a listener': `export { createListenerClient } from './frontend/src/connection/listener.ts'`,
  partysocket: `export { default } from 'partysocket/ws'`,
  'reconnecting-websocket': `export { default } from 'reconnecting-websocket'`,
  'socket.io-client': `export { io } from 'socket.io-client'`,
} as const;
export type ClientName = keyof typeof clients;

export interface Weight {
  readonly client: ClientName;
  /** Minified and gzipped. */
  readonly bytes: number;
}

export const weighClients = (): Promise<Weight[]> =>
  Promise.all(
    (Object.keys(clients) as ClientName[]).map(async (client) => {
      const { outputFiles } = await build({
        stdin: { contents: clients[client], resolveDir: places.project },
        bundle: true,
        minify: true,
        format: 'esm',
        write: false,
      });
      return { client, bytes: gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).byteLength };
    }),
  );
