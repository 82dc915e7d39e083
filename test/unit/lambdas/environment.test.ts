import { describe, expect, test } from 'vitest';
import { readSettings } from '../../../lambdas/runtime/environment.ts';

const least = { TABLE_NAME: 'podium', CONNECTIONS_ENDPOINT: 'https://example/prod', LANGUAGES: 'en, de' };

describe('the functions’ settings', () => {
  test('have the defaults that the contract tells', () => {
    expect(readSettings(least)).toEqual({
      tableName: 'podium',
      connectionsEndpoint: 'https://example/prod',
      languages: ['en', 'de'],
      terms: { leaseMs: 300_000, graceMs: 120_000, sessionMs: 43_200_000, skewMs: 4_000, createLimit: 50 },
      heartbeatMs: 120_000,
      rotateMs: 6_000_000,
      busySpreadMs: 0,
      listenerLimit: 1_000,
      joinLimit: 2_000,
    });
  });

  test.each([
    ['TABLE_NAME', undefined, 'TABLE_NAME is not set in the function’s environment.'],
    ['LANGUAGES', '', 'LANGUAGES is not set in the function’s environment.'],
    ['LEASE_MS', '0', 'LEASE_MS must be a whole number from 1, not "0".'],
    ['LEASE_MS', '1e3', 'LEASE_MS must be a whole number from 1, not "1e3".'],
    ['HEARTBEAT_MS', '2.5', 'HEARTBEAT_MS must be a whole number from 1, not "2.5".'],
    ['CREATE_LIMIT', '-1', 'CREATE_LIMIT must be a whole number from 0, not "-1".'],
    ['SKEW_MS', '9007199254740993', 'SKEW_MS must be a whole number from 0, not "9007199254740993".'],
  ])('stop the start with one sentence where %s is %j', (name, value, sentence) => {
    const told = sentence.replace('’', "'");
    expect(() => readSettings({ ...least, [name]: value })).toThrow(told);
  });

  test('take a zero where zero has a meaning', () => {
    expect(readSettings({ ...least, SKEW_MS: '0', CREATE_LIMIT: '0' }).terms).toMatchObject({
      skewMs: 0,
      createLimit: 0,
    });
  });
});
