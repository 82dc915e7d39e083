// Which microphone and format a browser remembers.
import { expect, test } from 'vitest';
import { rememberedSound, rememberSound } from '../../../../frontend/src/audio/sound-choice.ts';

const holding = (text: string | null) => ({ getItem: () => text });

test('what was chosen is remembered', () => {
  const kept = new Map<string, string>();
  rememberSound({ setItem: (key, text) => void kept.set(key, text) }, { deviceId: 'desk', format: 'pcm' });
  expect(rememberedSound(holding(kept.values().next().value ?? null))).toEqual({
    deviceId: 'desk',
    format: 'pcm',
  });
});

test.each([null, 'no JSON', '7', '{"format":"mp3"}'])('nothing, or nonsense, is no choice: %s', (text) => {
  expect(rememberedSound(holding(text))).toEqual({});
});

test('a browser that forbids storage is no hindrance', () => {
  const forbidden = () => {
    throw new Error('SecurityError');
  };
  rememberSound({ setItem: forbidden }, { format: 'pcm' });
  expect(rememberedSound({ getItem: forbidden })).toEqual({});
});
