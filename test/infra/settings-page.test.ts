// docs/settings.md tells every setting as the schema has it: its name, its default, what it must be.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkSettings, settingNames } from '../../infra/settings.ts';

const page = readFileSync('docs/settings.md', 'utf8');
const table = page.slice(page.indexOf('## All of them'), page.indexOf('### What has to go together'));
const rows = table
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => {
    const [, name = '', value = '', must = ''] = line.split('|').map((cell) => cell.trim());
    return { name: name.replaceAll('`', ''), value: value.replaceAll('`', ''), must };
  });

/** Defaults that are told in words. */
const IN_WORDS: Readonly<Record<string, string>> = { languages: 'twelve', throttles: 'by route' };

describe('the page of settings', () => {
  test('has every setting, and no other', () => {
    expect(rows.map(({ name }) => name)).toEqual(settingNames);
  });

  test.each(rows)('tells the default of $name', ({ name, value }) => {
    const given: unknown = Reflect.get(checkSettings({}), name);
    expect(value).toBe(IN_WORDS[name] ?? (given === undefined ? '' : JSON.stringify(given)));
    if (value === 'twelve') expect(given).toHaveLength(12);
  });

  test.each(rows)('tells what $name must be', ({ name, must }) => {
    expect(() => checkSettings({ [name]: null })).toThrow(`${name} must be ${must}, not null.`);
  });

  test('has examples that are right', () => {
    const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(
      ([, text = '']) => JSON.parse(text) as unknown,
    );
    expect(examples).toHaveLength(3);
    for (const example of examples) expect(() => checkSettings(example)).not.toThrow();
  });
});
