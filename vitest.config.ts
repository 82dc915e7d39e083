import { defineConfig } from 'vitest/config';

/** One project a kind of test, so that each runs alone: `npm test -- --project unit`. */
const project = (name: string, include: string[], testTimeout = 10_000) => ({
  test: {
    name,
    include,
    testTimeout,
    hookTimeout: 60_000,
    setupFiles: ['test/setup.ts'],
    // One second is the default, and less than the first wait of a page that lost its connection.
    expect: { poll: { timeout: testTimeout / 2 } },
  },
});

const browser = project('browser', ['test/browser/**/*.test.ts'], 60_000);

export default defineConfig({
  test: {
    // The default on two cores is one worker; most tests wait, for processes and timers. More than two on a bigger machine
    // would start more stacks and browsers at once than the deadlines of the tests were tried with.
    maxWorkers: 2,
    projects: [
      project('unit', ['test/unit/**/*.test.{ts,tsx}']),
      project('store', ['test/conformance/{store,engine}*.test.ts'], 30_000),
      project('gateway', ['test/conformance/gateway*.test.ts'], 60_000),
      project('simulation', ['test/simulation/**/*.test.ts'], 30_000),
      project('linearizability', ['test/linearizability/**/*.test.ts'], 60_000),
      project('faults', ['test/faults/**/*.test.ts'], 120_000),
      project('e2e', ['test/e2e/**/*.test.ts'], 120_000),
      project('smoke', ['test/smoke/**/*.test.ts'], 180_000),
      project('infra', ['test/infra/**/*.test.ts'], 60_000),
      project('types', ['test/types/**/*.test.ts'], 60_000),
      { test: { ...browser.test, globalSetup: 'test/browser/browser-server.ts' } },
    ],
  },
});
