// What a command is answered where the database is busy: to come again, and where the stage says so, how far apart.
import { describe, expect, test } from 'vitest';
import { durationMs } from '#protocol/units.ts';
import { heartbeat } from '../../../lambdas/heartbeat.ts';
import { readSettings } from '../../../lambdas/runtime/environment.ts';
import { servicesOf } from '../../../lambdas/runtime/services.ts';
import { DatabaseUnavailable } from '../../../lambdas/store/database.ts';
import { gatewayEvent } from '../../support/gateway-event.ts';

const environment = { TABLE_NAME: 'podium', CONNECTIONS_ENDPOINT: 'https://example/prod', LANGUAGES: 'en' };
const body = {
  action: 'heartbeat',
  requestId: '11111111-1111-4111-8111-111111111111',
  sessionId: 'caring-king-2754',
  epoch: 1,
};

async function answeredBusy(spread: Record<string, string>, random: number, error: Error) {
  const refuse = () => Promise.reject(error);
  const services = servicesOf({
    settings: readSettings({ ...environment, ...spread }),
    database: { send: refuse },
    connections: { push: refuse, post: refuse, close: refuse },
    log: () => undefined,
    random: () => random,
    randomInt: (min) => min,
    monotonicMs: () => durationMs(0),
    wait: refuse,
  });
  const result = await heartbeat(services)(gatewayEvent('heartbeat', { body }));
  return JSON.parse(typeof result === 'string' ? result : (result.body ?? '')) as unknown;
}

const busy = new DatabaseUnavailable('ThrottlingException');

describe('a busy database', () => {
  test('is answered UNAVAILABLE, without a word on when, where the stage spreads nobody', async () => {
    const answer = await answeredBusy({}, 0.5, busy);
    expect(answer).toMatchObject({ code: 'UNAVAILABLE', retry: 'afterBackoff' });
    expect(answer).not.toHaveProperty('retryAfterMs');
  });

  test.each([
    [0, 0],
    [0.25, 150_000],
    [0.999_999_9, 600_000],
  ])('tells clients of a crowd different waits: %d of the spread is %d ms', async (random, retryAfterMs) => {
    const answer = await answeredBusy({ BUSY_SPREAD_MS: '600000' }, random, busy);
    expect(answer).toMatchObject({ code: 'UNAVAILABLE', retryAfterMs });
  });

  test('is no defect: of that nobody knows how long it lasts', async () => {
    const answer = await answeredBusy({ BUSY_SPREAD_MS: '600000' }, 0.5, new Error('a defect'));
    expect(answer).toMatchObject({ code: 'INTERNAL_ERROR' });
    expect(answer).not.toHaveProperty('retryAfterMs');
  });
});
