// What the store promises, on any engine that speaks DynamoDB's API.
import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { audienceCosts } from './store-audience-costs.ts';
import { answers } from './store-answers.ts';
import { StoreBench, TABLE, type Engine, type EngineTraits } from './store-bench.ts';
import { claims } from './store-claims.ts';
import { costs } from './store-costs.ts';
import { listeners } from './store-listeners.ts';
import { operator } from './store-operator.ts';
import { races } from './store-races.ts';

export type { Engine } from './store-bench.ts';

export function storeSuite(name: string, start: (table: string) => Promise<Engine>, traits: EngineTraits) {
  describe(`the store on ${name}`, () => {
    const suite = new StoreBench(traits);

    beforeAll(async () => suite.start(await start(TABLE)));
    afterAll(() => suite.engine.stop());
    beforeEach(() => {
      suite.engine.failNext({ count: 0, applied: false });
      suite.meter.reset();
    });

    answers(suite);
    costs(suite);
    audienceCosts(suite);
    races(suite);
    claims(suite);
    listeners(suite);
    operator(suite);
  });
}
