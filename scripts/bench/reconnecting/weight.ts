/** What each client adds to a page, bundled as Podium's own pages are. */
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import pages from '../../../frontend/vite.config.ts';
import { places } from '../../../infra/local/places.ts';

const clients = {
  'Podium, a session': `export { createSessionClient } from './frontend/src/connection/client.ts'`,
  'Podium, a session that a tab remembers': `export { createSessionClient } from './frontend/src/connection/client.ts';
    export { tabMemory } from './frontend/src/connection/tab-memory.ts'`,
  'Podium, that with sound and stills': `export { createSpeakerClient } from './frontend/src/connection/speaker.ts';
    export { tabMemory } from './frontend/src/connection/tab-memory.ts'`,
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
  /** The files that something of is in it. */
  readonly modules: readonly string[];
}

export const weigh = async (client: ClientName): Promise<Weight> => {
  const entry = `${places.project}/weighed.ts`;
  const output = await build({
    configFile: false,
    logLevel: 'error',
    root: places.project,
    plugins: [
      {
        name: 'weighed',
        resolveId: (id) => (id === entry ? entry : undefined),
        load: (id) => (id === entry ? clients[client] : undefined),
      },
    ],
    build: {
      ...pages.build,
      write: false,
      rolldownOptions: { input: entry, preserveEntrySignatures: 'strict' },
    },
  });
  if (!('output' in output)) throw new Error(`${client} is no single bundle.`);
  const [{ code, modules }] = output.output;
  return {
    client,
    bytes: gzipSync(code, { level: 9 }).byteLength,
    modules: Object.entries(modules).flatMap(([path, { renderedLength }]) =>
      renderedLength > 0 ? [path] : [],
    ),
  };
};

export const weighClients = (): Promise<Weight[]> =>
  Promise.all((Object.keys(clients) as ClientName[]).map(weigh));
