// What a speaker and a listener have to load before anything is seen and heard.
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { deskTest } from './desk.ts';
import { openListener } from './listening.ts';
import { broadcasting, giveName, press, startSession } from './steps.ts';

const test = deskTest();

/** Sign-in, sound, camera and QR code included. */
const MOST_SPEAKER_BYTES = 80 * 1024;
/** Where nobody has to sign in. */
const MOST_LISTENER_BYTES = 40 * 1024;

/** @returns the addresses of the scripts that the page loads from now on */
function scriptsOf(page: Page): Set<string> {
  const scripts = new Set<string>();
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.add(request.url());
  });
  return scripts;
}

/** With the audio worklets that the scripts name: those are loaded past the page's own requests. */
async function gzipped(scripts: ReadonlySet<string>): Promise<number> {
  const load = async (url: string) => (await fetch(url)).text();
  const bodies = await Promise.all([...scripts].map(load));
  const [first = ''] = scripts;
  const named = new Set(bodies.flatMap((body) => body.match(/\/assets\/[a-z]+-worklet-[\w-]+\.js/g) ?? []));
  expect(named.size).toBe(1);
  bodies.push(...(await Promise.all([...named].map((path) => load(new URL(path, first).href)))));
  return bodies.map((body) => gzipSync(body).length).reduce((sum, size) => sum + size, 0);
}

test('all JavaScript of the speaker’s page is at most 80 KB, gzipped', async ({ desk }) => {
  const page = await desk.context.newPage();
  const scripts = scriptsOf(page);
  await page.goto(desk.stack.site);
  await press(page, 'Sign in');
  await giveName(page, desk.speaker);
  await startSession(page);
  await press(page, 'QR code');
  await page.getByRole('img', { name: /^QR code of/ }).waitFor();
  const bytes = await gzipped(scripts);
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThanOrEqual(MOST_SPEAKER_BYTES);
});

test('all JavaScript of the listener’s page is at most 40 KB, gzipped', async ({ desk }) => {
  const { id } = await broadcasting(desk);
  const page = await desk.context.newPage();
  const scripts = scriptsOf(page);
  await openListener(desk, page, id);
  const bytes = await gzipped(scripts);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThanOrEqual(MOST_LISTENER_BYTES);
});

test.for(['/', '/listen'])(
  'nothing is loaded from anywhere else, and nothing inline is run: %s',
  async (path, { desk }) => {
    const response = await fetch(desk.stack.site + path, { headers: { accept: 'text/html' } });
    const html = await response.text();
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/);
    expect([...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url]) => url)).toSatisfy((urls: string[]) =>
      urls.every((url) => url.startsWith('/assets/')),
    );
  },
);
