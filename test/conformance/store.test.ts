// The store suite on the real engines. The simulation's store joins it here.
import { describe } from 'vitest';
import { isEngineAvailable, startDatabase } from '../../infra/local/database.ts';
import { storeSuite } from './store-suite.ts';

storeSuite('dynalite', (tableName) => startDatabase({ engine: 'dynalite', tableName }), {
  returnsAllOld: false,
});

describe.runIf(isEngineAvailable('dynoxide'))('where it is installed', () => {
  storeSuite('dynoxide', (tableName) => startDatabase({ engine: 'dynoxide', tableName }), {
    returnsAllOld: true,
  });
});
