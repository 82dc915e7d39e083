// The process of the checks: is sent its target, and sends what it finds. See run.ts.
import { fileURLToPath } from 'node:url';
import { createVitest, type CliOptions } from 'vitest/node';
import { SmokeReporter } from './reporter.ts';
import type { Told } from './run.ts';
import type { SmokeTarget } from './target.ts';

/** A check waits with deadlines of its own; this is for those that must wait for the limit on creations. */
const CHECK_WITHIN_MS = 2 * 60 * 60_000;

const tell = (told: Told) => process.send?.(told);

process.once('message', (target: SmokeTarget) => void run(target));

async function run(target: SmokeTarget): Promise<void> {
  const options: CliOptions = {
    config: false,
    run: true,
    watch: false,
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/smoke/checks.ts'],
    reporters: [new SmokeReporter(tell)],
    pool: 'threads',
    maxWorkers: 1,
    testTimeout: CHECK_WITHIN_MS,
    hookTimeout: CHECK_WITHIN_MS,
    provide: { target },
  };
  const vitest = await createVitest(options);
  await vitest.start();
  await vitest.close();
  process.disconnect();
}
