/** A function's bundle: kept under the project by its content, so that a synth leaves nothing new behind. */
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { bundleFunction, bundleFunctions } from '../../../infra/bundling/bundle.ts';
import { places } from '../../../infra/local/places.ts';
import { authorizer, routes } from '../../../infra/routes.ts';

it('a bundle is one module in a folder named by its content', async () => {
  const first = await bundleFunction(authorizer.entry);
  expect(dirname(first.directory)).toBe(join(places.project, '.podium/functions'));
  expect(readdirSync(first.directory)).toEqual(['index.mjs']);
  const file = join(first.directory, 'index.mjs');
  expect(first.bytes).toBe(statSync(file).size);
  expect(Object.keys(first.metafile.inputs)).toContain(authorizer.entry);
  expect(await import(pathToFileURL(file).href)).toMatchObject({ handler: expect.any(Function) as unknown });
});

it('functions carry the AWS clients whose calls are recorded in tests, and no other', async () => {
  const bundles = await bundleFunctions(routes.map(({ entry }) => entry));
  const clients = [...bundles.values()].flatMap(({ metafile }) =>
    Object.keys(metafile.inputs).flatMap((file) => /@aws-sdk\/(client-[^/]+)/.exec(file)?.[1] ?? []),
  );
  expect(new Set(clients)).toEqual(new Set(['client-dynamodb', 'client-apigatewaymanagementapi']));
});

it('bundling the same source again, also twice at once, makes no other folder', async () => {
  const entries = [authorizer.entry, authorizer.entry, 'lambdas/default.ts'];
  const [first, again] = await Promise.all([bundleFunctions(entries), bundleFunctions(entries)]);
  expect(again.get(authorizer.entry)?.directory).toBe(first.get(authorizer.entry)?.directory);
  expect(again.get('lambdas/default.ts')?.directory).not.toBe(first.get(authorizer.entry)?.directory);
});
