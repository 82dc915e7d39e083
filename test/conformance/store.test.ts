// The store suite on the real engines, and on the simulation's.
import { describe } from 'vitest';
import { isEngineAvailable, startDatabase, type EngineName } from '../../infra/local/database.ts';
import { startSimulatedEngine } from '../simulation/dynamodb/engine.ts';
import { meteredClient } from '../support/speaker.ts';
import { storeSuite, type Engine } from './store-suite.ts';

const start =
  (engine: EngineName) =>
  async (tableName: string): Promise<Engine> => {
    const database = await startDatabase({ engine, tableName });
    return { ...database, connect: () => meteredClient(database.endpoint) };
  };

storeSuite('dynalite', start('dynalite'), { returnsAllOld: false });

describe.runIf(isEngineAvailable('dynoxide'))('where it is installed', () => {
  storeSuite('dynoxide', start('dynoxide'), { returnsAllOld: true });
});

storeSuite('the simulated table', startSimulatedEngine, { returnsAllOld: true });
