import { expect, test } from 'vitest';
import { languageName } from '../../../../frontend/src/ui/language-names.ts';

test.for([
  ['en', 'English'],
  ['de', 'Deutsch – German'],
  ['fr', 'Français – French'],
  ['ja', '日本語 – Japanese'],
  // Of the wire's form, but no tag that a browser takes or knows.
  ['abcdefgh-x', 'abcdefgh-x'],
  ['qaa', 'qaa'],
] as const)('%s is called %s', ([tag, name]) => {
  expect(languageName(tag)).toBe(name);
});
