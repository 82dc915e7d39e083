/** The files beside this one, through the compiler: every line that must not compile does not, every other does. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { places } from '../../infra/local/places.ts';

test('what must not compile does not, and all else in test/ does', () => {
  const compiler = 'node_modules/typescript-native/bin/tsc';
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', 'test'], {
    cwd: places.project,
    encoding: 'utf8',
  });
  expect(status, stdout + stderr).toBe(0);
});
