// Which session a listener means: by the address, or by what was typed.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  mayBeSession,
  pathOf,
  sessionIdIn,
  sessionIdOf,
} from '../../../../frontend/src/listen/session-path.ts';

test('a session’s address names it again', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (id) => {
      expect(sessionIdOf(pathOf(id))).toBe(id);
    }),
  );
});

test.each(['/listen', '/listen/', '/listen/a/b', '/', '/listening/a'])('%s names none', (path) => {
  expect(sessionIdOf(path)).toBeUndefined();
});

test('an address that is cut in the middle of an escape names something, if nothing that exists', () => {
  expect(sessionIdOf('/listen/%E2%8')).toBe('%E2%8');
});

test.each([
  ['caring-king-2754'],
  ['  Caring King 2754 '],
  ['caring – king – 2754'],
  ['CARING_KING-2754'],
  ['https://podium.example/listen/caring-king-2754'],
  ['http://localhost:3000/listen/caring-king-2754/?utm=1'],
  ['podium.example/listen/caring-king-2754'],
  ['localhost:3000/listen/caring-king-2754/#top'],
  ['https://podium.example/listen/Caring%20King_2754'],
  ['Listen at podium.example/listen/caring-king-2754 today'],
])('“%s” means caring-king-2754', (typed) => {
  expect(sessionIdIn(typed)).toBe('caring-king-2754');
});

test.each(['', '   ', 'https://podium.example/', 'podium.example/listen/'])('“%s” means none', (typed) => {
  expect(sessionIdIn(typed)).toBeUndefined();
});

test.each(['caring king 2754', 'caring/king', 'zoë-1', '', 'a'.repeat(65)])(
  '“%s” is no session’s name',
  (id) => {
    expect(mayBeSession(id)).toBe(false);
  },
);

test.each(['caring-king-2754', 'A_1', 'a'.repeat(64)])('“%s” may be a session’s name', (id) => {
  expect(mayBeSession(id)).toBe(true);
});
