import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

test('the whole client is small, and nothing of the schemas is in it', async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: ['frontend/src/connection/client.ts'],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    metafile: true,
  });
  const inputs = Object.keys(metafile.inputs).filter((path) => !path.startsWith('frontend/src/connection/'));
  expect(inputs).toEqual(['lambdas/protocol/limits.ts']);
  expect(gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).byteLength).toBeLessThan(10_200);
});
