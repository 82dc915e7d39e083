/** Flags of the local stack: each wrong value is one sentence that names the flag. */
import { describe, expect, it } from 'vitest';
import { parseFlags } from '../../../infra/local/flags.ts';
import { StartError } from '../../../infra/local/start-error.ts';

describe('the flags of the local stack', () => {
  it('have defaults that need no flag', () => {
    expect(parseFlags([])).toEqual({
      sitePort: 3000,
      gatewayPort: 3001,
      data: expect.stringMatching(/\.podium$/) as string,
      engine: 'dynalite',
      languages: ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'uk', 'ja', 'zh', 'ar'],
      listeners: 'anyone',
      idleTimeoutMs: undefined,
      maxConnectionMs: undefined,
      lambdaSettings: { SKEW_MS: '0' },
    });
  });

  it('reach the Lambdas by the names of their variables, and only where they are given', () => {
    const given = ['--lease-ms', '1', '--grace-ms', '2', '--heartbeat-ms', '3', '--session-ms', '4'];
    const more = ['--rotate-ms', '5', '--skew-ms', '6', '--create-limit', '0'];
    const crowd = ['--listener-limit', '7', '--join-limit', '8'];
    expect(parseFlags([...given, ...more, ...crowd]).lambdaSettings).toEqual({
      LEASE_MS: '1',
      GRACE_MS: '2',
      HEARTBEAT_MS: '3',
      SESSION_MS: '4',
      ROTATE_MS: '5',
      SKEW_MS: '6',
      CREATE_LIMIT: '0',
      LISTENER_LIMIT: '7',
      JOIN_LIMIT: '8',
    });
  });

  it('keep everything in memory where --memory says so', () => {
    expect(parseFlags(['--memory']).data).toBeUndefined();
    expect(parseFlags(['--data', 'somewhere']).data).toBe('somewhere');
  });

  it.each([
    [['--site-port', 'x'], '--site-port must be a whole number from 0 to 65535, not "x".'],
    [['--site-port', '65536'], '--site-port must be'],
    [['--gateway-port=-1'], '--gateway-port must be'],
    [['--gateway-port', '1.5'], '--gateway-port must be'],
    [['--idle-timeout-ms', '0'], '--idle-timeout-ms must be'],
    [['--max-connection-ms', '2147483648'], '--max-connection-ms must be'],
    [['--lease-ms', '0'], '--lease-ms must be'],
    [['--grace-ms', ''], '--grace-ms must be'],
    [['--heartbeat-ms', '1e3'], '--heartbeat-ms must be'],
    [['--session-ms', 'soon'], '--session-ms must be'],
    [['--rotate-ms', '0x10'], '--rotate-ms must be'],
    [['--skew-ms=-1'], '--skew-ms must be'],
    [['--create-limit', ' 5'], '--create-limit must be'],
    [['--engine', 'sqlite'], '--engine must be one of dynalite, dynoxide, not "sqlite".'],
    [['--languages', 'en,,de'], '--languages must be BCP 47 tags'],
    [['--data', ''], '--data must name a folder.'],
    [['--data', 'x', '--memory'], 'Choose one of --data and --memory'],
    [['--lease-ms'], "Option '--lease-ms <value>' argument missing."],
    [['--no-such-flag'], "Unknown option '--no-such-flag'."],
    [['somewhere'], "Unexpected argument 'somewhere'."],
  ])('%j are refused', (flags, sentence) => {
    expect(() => parseFlags(flags)).toThrow(StartError);
    expect(() => parseFlags(flags)).toThrow(sentence);
  });
});
