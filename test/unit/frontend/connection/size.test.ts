import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

test.each([
  { entry: 'client', role: 'who keeps a session', bytes: 7_120, without: /frame|listener/ },
  { entry: 'speaker', role: 'who sends sound and stills, too', bytes: 9_090, without: /listener/ },
  { entry: 'listener', role: 'who follows a session', bytes: 5_670, without: /frame-sending|person|persist/ },
])('the client of $role is small, and nothing of the schemas is in it', async ({ entry, bytes, without }) => {
  const { outputFiles, metafile } = await build({
    entryPoints: [`frontend/src/connection/${entry}.ts`],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    metafile: true,
  });
  const shipped = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
  );
  const paths = shipped.map(([path]) => path);
  expect(paths.filter((path) => !path.startsWith('frontend/src/connection/'))).toEqual([
    'lambdas/protocol/limits.ts',
  ]);
  expect(paths.filter((path) => without.test(path))).toEqual([]);
  expect(gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).byteLength).toBeLessThan(bytes);
});
