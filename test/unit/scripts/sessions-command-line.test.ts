// What `npm run sessions` understands, and the one sentence for what it does not.
import { describe, expect, test } from 'vitest';
import { parseCommand, subcommands } from '../../../scripts/sessions/command-line.ts';
import { sentenceOf, UsageError } from '../../../scripts/sessions/errors.ts';
import { helpOf } from '../../../scripts/sessions/help.ts';
import { DatabaseUnavailable } from '../../../lambdas/store/database.ts';

const ID = 'caring-king-2754';
const local = { gatewayPort: 3001 };

describe('the command line', () => {
  test('means the local stack where nothing else is said, and people', () => {
    expect(parseCommand(['show', ID])).toEqual({ name: 'show', at: local, json: false, sessionId: ID });
    expect(parseCommand(['watch'])).toMatchObject({ name: 'watch', at: local, sessionId: undefined });
  });

  test('takes a stage, another port, and programs, wherever the flags stand', () => {
    expect(parseCommand(['history', '--stage', 'prod', ID, '--json'])).toEqual({
      name: 'history',
      at: { stage: 'prod' },
      json: true,
      sessionId: ID,
    });
    expect(parseCommand(['watch', '--gateway-port', '4001'])).toMatchObject({ at: { gatewayPort: 4001 } });
    expect(parseCommand(['--stage', 'prod', 'list'])).toMatchObject({ name: 'list', at: { stage: 'prod' } });
    expect(parseCommand(['--gateway-port', '4001', '--json', 'show', ID])).toMatchObject({
      name: 'show',
      at: { gatewayPort: 4001 },
      json: true,
      sessionId: ID,
    });
    expect(parseCommand(['--reason', 'Wrong hall', 'end', ID])).toMatchObject({ reason: 'Wrong hall' });
  });

  test('lists what is on the air, unless it is asked for something else', () => {
    expect(parseCommand(['list'])).toMatchObject({ statuses: ['live', 'interrupted'] });
    expect(parseCommand(['list', '--status', 'ended, expired'])).toMatchObject({
      statuses: ['ended', 'expired'],
    });
    expect(parseCommand(['list', '--all'])).toMatchObject({
      statuses: ['live', 'interrupted', 'ended', 'expired'],
    });
  });

  test('ends with a reason of one line, which is trimmed', () => {
    expect(parseCommand(['end', ID, '--reason', ' Wrong hall ']).name).toBe('end');
    expect(parseCommand(['end', ID, '--reason', ' Wrong hall '])).toMatchObject({ reason: 'Wrong hall' });
    expect(parseCommand(['end', ID, '--reason', 'x'.repeat(200)])).toHaveProperty('reason');
    expect(parseCommand(['end', ID])).toMatchObject({ reason: undefined });
  });

  test.each([
    [[]],
    [['ends', ID]],
    [['show']],
    [['show', '']],
    [['show', 'x'.repeat(65)]],
    [['show', ID, ID]],
    [['list', ID]],
    [['list', '--status', 'alive']],
    [['list', '--status', 'live', '--all']],
    [['list', '--reason', 'x']],
    [['show', ID, '--stage']],
    [['show', ID, '--stage', 'prod', '--gateway-port', '3001']],
    [['show', ID, '--gateway-port', '0']],
    [['show', ID, '--gateway-port', '65536']],
    [['show', ID, '--gateway-port', '3001x']],
    [['end', ID, '--reason', ' ']],
    [['end', ID, '--reason', 'x'.repeat(201)]],
    [['end', ID, '--reason', 'a\u001b[2Jb']],
  ])('refuses %j in one line', (args) => {
    let refused: unknown;
    try {
      parseCommand(args);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(UsageError);
    expect(sentenceOf(refused)).not.toContain('\n');
  });

  test('helps, in general and with each command', () => {
    expect(parseCommand(['--help'])).toEqual({ name: 'help', of: undefined });
    for (const name of subcommands) {
      expect(parseCommand([name, '--help'])).toEqual({ name: 'help', of: name });
      expect(parseCommand(['help', name])).toEqual({ name: 'help', of: name });
      expect(helpOf(name)).toContain(`npm run sessions -- ${name}`);
      expect(helpOf(undefined)).toContain(`  ${name} `);
      for (const line of helpOf(name).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    }
    expect(helpOf('end')).toContain('does not bar the speaker');
  });
});

describe('an error', () => {
  const named = (name: string, message: string) => Object.assign(new Error(message), { name });

  test.each([
    [
      new DatabaseUnavailable('TimeoutError'),
      'The table does not answer (TimeoutError): try again in a moment.',
    ],
    [named('CredentialsProviderError', 'Could not load credentials\nfrom any providers'), /aws sso login/],
    [named('Error', 'Region is missing'), /^No AWS region is set/],
    [
      named('AccessDeniedException', 'User: x is not\nauthorized'),
      /do not allow this: User: x is not authorized$/,
    ],
    [named('SettingsError', 'infra/stages/x.json: lease is not a setting.'), /^infra\/stages/],
    [named('Unheard', 'of\n  this'), 'Unheard: of this'],
  ])('%s is one line that says what to do', (error, sentence) => {
    if (typeof sentence === 'string') expect(sentenceOf(error)).toBe(sentence);
    else expect(sentenceOf(error)).toMatch(sentence);
    expect(sentenceOf(error)).not.toContain('\n');
  });
});
