// The page's settings are written by the stack and read by the page, in rooms that do not import each other.
import { afterEach, expect, test, vi } from 'vitest';
import { loadConfig } from '../../../frontend/src/config.ts';
import type { PageConfig } from '../../../infra/page/page-config.ts';

const config: PageConfig = {
  webSocketUrl: 'wss://gateway.example/prod',
  languages: ['en'],
  listeners: 'anyone',
  signIn: { authority: 'a', metadataUrl: 'm', clientId: 'c', scope: 'openid' },
};

afterEach(() => vi.unstubAllGlobals());

const serve = (body: string, status = 200) =>
  vi.stubGlobal('fetch', async () => new Response(body, { status }));

test('what the stack writes is what the page reads', async () => {
  serve(JSON.stringify(config));
  expect(await loadConfig()).toEqual(config);
});

test.for([
  ['the page itself, in place of a file that is not there', '<!doctype html>', 200],
  ['an error', '{}', 500],
  ['no language', JSON.stringify({ ...config, languages: [] }), 200],
] as const)('%s is no configuration', async ([, body, status]) => {
  serve(body, status);
  await expect(loadConfig()).rejects.toThrow();
});
