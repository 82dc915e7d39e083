// Every test that the threat model names is there under that name.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/threat-model.md'), 'utf8');

/** `path` and the words behind it, up to the next one. */
const shown = [...page.matchAll(/`(test\/[^`]+)` ?([^`|;]*)/g)].map(([, file = '', name = '']) => ({
  file,
  name: name.trim(),
}));

test('the page names tests for its attacks', () => {
  const attacks = page.split('\n').filter((line) => line.startsWith('| **'));
  expect(attacks.length).toBeGreaterThan(10);
  expect(attacks.filter((line) => !line.includes('`test/'))).toEqual([]);
});

test.each(shown)('$file has $name', ({ file, name }) => {
  expect(readFileSync(join(root, file), 'utf8')).toContain(name);
});
