// Why there is no microphone, as browsers say it.
import { expect, test } from 'vitest';
import { openDevice, problemOf, workletProblemOf } from '../../../../frontend/src/audio/devices.ts';

test.each([
  ['NotAllowedError', 'refused'],
  ['SecurityError', 'refused'],
  ['NotFoundError', 'missing'],
  ['OverconstrainedError', 'missing'],
  ['NotReadableError', 'busy'],
  ['AbortError', 'busy'],
  ['NotSupportedError', 'unsupported'],
])('%s means %s', (name, problem) => {
  expect(problemOf(Object.assign(new Error(), { name }))).toBe(problem);
});

test('a script that did not come is no other program’s doing', () => {
  expect(workletProblemOf(new DOMException('', 'AbortError'))).toBe('notLoaded');
  expect(workletProblemOf(new ReferenceError('AudioContext is not defined'))).toBe('unsupported');
});

test('outside of a secure context there are no devices', async () => {
  expect(await openDevice({ audio: true })).toEqual({ ok: false, problem: 'unsupported' });
});
