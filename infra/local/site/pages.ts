/** The built page in memory: exactly these paths exist, so no path can lead out of the folder. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

export interface PageFile {
  readonly body: Buffer;
  readonly contentType: string;
  readonly cacheControl: string;
}

/** By path from the site's root: `/index.html`, `/assets/index-BX1z.js`. */
export type Pages = ReadonlyMap<string, PageFile>;

export const INDEX = '/index.html';
const LISTENER_PAGE = '/listen.html';

/** Which page a person means by a path that they typed or followed; CloudFront's behaviors know the same. */
export const pageOf = (path: string): string =>
  path === '/listen' || path.startsWith('/listen/') ? LISTENER_PAGE : INDEX;

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

export function readPages(folder: string): Pages {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        const path = `/${relative(folder, file).split(sep).join('/')}`;
        return [path, pageFile(path, readFileSync(file))];
      }),
  );
}

/** What is served where the page cannot be built. */
export const placeholderPages: Pages = new Map([
  [
    INDEX,
    pageFile(
      INDEX,
      Buffer.from(
        '<!doctype html><title>Podium</title><p>The page cannot be built: the terminal says why.\n',
      ),
    ),
  ],
]);

function pageFile(path: string, body: Buffer): PageFile {
  return {
    body,
    contentType: contentTypes[extname(path)] ?? 'application/octet-stream',
    // Vite puts a hash of the content into the name of whatever it writes to `assets/`.
    cacheControl: path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
}
