/** How much of each page travels: every script, style sheet and worklet as built, and gzipped. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildPage } from '../../../infra/page/build-page.ts';
import { partsOf, type Part } from './parts.ts';

export const pages = { speaker: 'index.html', listener: 'listen.html' } as const;
export type PageName = keyof typeof pages;

export interface Weighed extends Part {
  readonly page: PageName;
  readonly bytes: number;
  readonly gzippedBytes: number;
}

/** @throws Error where the page cannot be built */
export async function weighPages(): Promise<Weighed[]> {
  const built = await buildPage();
  if (!built.built) throw new Error(`The page cannot be built: ${built.reason}`);
  const { folder } = built;
  const names = readdirSync(join(folder, 'assets')).filter((name) => /\.(js|css)$/.test(name));
  const assets = new Map(names.map((name) => [name, readFileSync(join(folder, 'assets', name), 'utf8')]));
  return (Object.keys(pages) as PageName[]).flatMap((page) =>
    partsOf(readFileSync(join(folder, pages[page]), 'utf8'), assets).map((part) => {
      const content = Buffer.from(assets.get(part.path) ?? '');
      return {
        ...part,
        page,
        bytes: content.byteLength,
        gzippedBytes: gzipSync(content, { level: 9 }).byteLength,
      };
    }),
  );
}
