// What a speaker reads about microphone, camera, and what did not reach the audience.
import { expect, test } from 'vitest';
import type { DeviceProblem } from '../../../../frontend/src/audio/devices.ts';
import { deviceWords } from '../../../../frontend/src/ui/device-words.ts';
import { givenUpWords } from '../../../../frontend/src/ui/reach.tsx';

const problems: readonly DeviceProblem[] = [
  'refused',
  'missing',
  'busy',
  'lost',
  'silent',
  'notLoaded',
  'unsupported',
];

test.each(problems)('%s: what it is, that the session goes on, and what to do', (problem) => {
  expect(deviceWords('microphone', problem)).toMatch(
    /^[A-Z].*\. Your session goes on without sound\. [A-Z].*\.$/,
  );
  expect(deviceWords('camera', problem)).not.toContain('sound');
});

test('what was given up is told by how long it was', () => {
  expect(givenUpWords({ givenUpMs: 2_500, givenUpImages: 0 })).toBe('2.5 s did not reach the audience.');
  expect(givenUpWords({ givenUpMs: 12_400, givenUpImages: 1 })).toBe(
    '12 s and 1 still did not reach the audience.',
  );
  expect(givenUpWords({ givenUpMs: 0, givenUpImages: 3 })).toBe('3 stills did not reach the audience.');
  expect(givenUpWords({ givenUpMs: 0, givenUpImages: 0 })).toBe('');
});
