// The client lives outside of components: taking them away closes nothing, bringing them back opens nothing.
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { expect } from 'vitest';
import { deskTest } from './desk.ts';
import { broadcasting, connectionsOf, onAir, press, sees, storedItem } from './steps.ts';

const test = deskTest();

test('a page that is mounted twice keeps its one connection', async ({ desk }) => {
  const script = await remountableScript();
  await desk.context.route('**/assets/*.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: script }),
  );
  const { page, id } = await broadcasting(desk);
  const [connection, ...others] = await connectionsOf(desk);
  expect(others).toEqual([]);
  let opened = 0;
  page.on('websocket', () => (opened += 1));

  await page.evaluate(() => (window as unknown as { unmount: () => void }).unmount());
  await page.getByRole('heading').waitFor({ state: 'detached' });
  await page.evaluate(() => (window as unknown as { mount: () => void }).mount());
  expect(await onAir(page)).toBe(id);

  // What is shown again also works again, on the same connection.
  await press(page, 'Mute');
  await expect.poll(() => storedItem(desk)).toMatchObject({ sessionId: id, muted: true, epoch: 1 });
  await sees(page, 'On the air');
  expect(await connectionsOf(desk)).toEqual([connection]);
  expect(opened).toBe(0);
});

/** Addresses of scripts that only the page's own build makes: here there is no sound. */
const withoutWorklets: Plugin = {
  name: 'without-worklets',
  setup(bundling) {
    bundling.onResolve({ filter: /\?worker&url$/ }, ({ path }) => ({ path, namespace: 'worklet' }));
    bundling.onLoad({ filter: /./, namespace: 'worklet' }, () => ({
      contents: "export default '/none.js';",
    }));
  },
};

async function remountableScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('mount-twice.tsx', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    plugins: [withoutWorklets],
  });
  return outputFiles[0]?.text ?? '';
}
