// What a speaker has to load before anything is seen.
import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { deskTest } from './desk.ts';
import { button } from './steps.ts';

const test = deskTest();

/** 60 KB, sign-in included. */
const MOST_SCRIPT_BYTES = 60 * 1024;

test('all JavaScript of the page is at most 60 KB, gzipped', async ({ desk }) => {
  const page = await desk.context.newPage();
  const scripts: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.push(request.url());
  });
  await page.goto(desk.stack.site);
  await button(page, 'Sign in').waitFor();
  const bodies = await Promise.all(scripts.map(async (url) => (await fetch(url)).arrayBuffer()));
  const bytes = bodies.map((body) => gzipSync(body).length).reduce((sum, size) => sum + size, 0);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThanOrEqual(MOST_SCRIPT_BYTES);
});

test('nothing is loaded from anywhere else, and nothing inline is run', async ({ desk }) => {
  const html = await (await fetch(desk.stack.site)).text();
  expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/);
  expect([...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url]) => url)).toSatisfy((urls: string[]) =>
    urls.every((url) => url.startsWith('/assets/')),
  );
});
