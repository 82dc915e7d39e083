import { relative } from 'node:path';
import { expect, test } from 'vitest';
import { places } from '../../../../infra/local/places.ts';
import { weigh } from '../../../../scripts/bench/reconnecting/weight.ts';

const aTab = /tab-memory|identity|persistence/;

test.each([
  { client: 'Podium, a session', bytes: 6_144, without: [aTab, /frame|listener/] },
  { client: 'Podium, a session that a tab remembers', bytes: 6_730, without: [/frame|listener/] },
  { client: 'Podium, that with sound and stills', bytes: 8_700, without: [/listener/] },
  { client: 'Podium, a listener', bytes: 5_140, without: [aTab, /frame-sending|person/] },
] as const)(
  '$client: at most $bytes bytes, and nothing of the schemas',
  async ({ client, bytes, without }) => {
    const shipped = await weigh(client);
    const paths = shipped.modules.map((path) => relative(places.project, path));
    expect(paths.filter((path) => !path.startsWith('frontend/src/connection/'))).toEqual([
      'lambdas/protocol/limits.ts',
    ]);
    expect(paths.filter((path) => without.some((pattern) => pattern.test(path)))).toEqual([]);
    expect(shipped.bytes).toBeLessThanOrEqual(bytes);
  },
);
