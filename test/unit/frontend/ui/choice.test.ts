import { expect, test } from 'vitest';
import { rememberChoice, rememberedChoice } from '../../../../frontend/src/ui/choice.ts';

const languages = ['en', 'de', 'pt-BR'];

function storage(text?: string) {
  const kept = new Map(text === undefined ? [] : [['podium.choice', text]]);
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

test('what was chosen last is chosen again', () => {
  const kept = storage();
  rememberChoice(kept, { sourceLanguage: 'de', qualityTier: 'premium' });
  expect(rememberedChoice(kept, languages, ['en'])).toEqual({ sourceLanguage: 'de', qualityTier: 'premium' });
});

test('a language that is not offered any more gives way to one of the browser’s, the quality stays', () => {
  const kept = storage('{"sourceLanguage":"fr","qualityTier":"premium"}');
  expect(rememberedChoice(kept, languages, ['pt-PT', 'de'])).toEqual({
    sourceLanguage: 'pt-BR',
    qualityTier: 'premium',
  });
});

test.for(['not JSON', '[]', '{"sourceLanguage":"de","qualityTier":"gold"}', 'null'])(
  'what is damaged is not remembered: %s',
  (text) => {
    expect(rememberedChoice(storage(text), languages, ['nl'])).toEqual({
      sourceLanguage: 'en',
      qualityTier: 'standard',
    });
  },
);

test('a browser that forbids storage only forgets', () => {
  const forbidden = () => {
    throw new DOMException('no', 'SecurityError');
  };
  const choice = { sourceLanguage: 'en', qualityTier: 'standard' } as const;
  expect(() => rememberChoice({ setItem: forbidden }, choice)).not.toThrow();
  expect(rememberedChoice({ getItem: forbidden }, languages, [])).toEqual(choice);
});
