/** Runs the checks against a stage, and tells what they found. */
import { fileURLToPath } from 'node:url';
import { createVitest, type CliOptions } from 'vitest/node';
import type { Check } from './report.ts';
import { SmokeReporter } from './reporter.ts';
import type { SmokeTarget } from './target.ts';

/** A check waits with deadlines of its own; this is for those that must wait for the limit on creations. */
const CHECK_WITHIN_MS = 2 * 60 * 60_000;

export interface SmokeOutcome {
  readonly checks: readonly Check[];
  /** What failed outside a check. */
  readonly failures: readonly string[];
}

/** @param interrupted ends the run at once; the checks so far are the outcome */
export async function runChecks(
  target: SmokeTarget,
  say: (line: string) => void,
  interrupted: AbortSignal,
): Promise<SmokeOutcome> {
  const reporter = new SmokeReporter(say);
  const options: CliOptions = {
    config: false,
    run: true,
    watch: false,
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/smoke/checks.ts'],
    reporters: [reporter],
    // A thread hears no Ctrl-C of its own: the end of the run is ours to decide.
    pool: 'threads',
    maxWorkers: 1,
    testTimeout: CHECK_WITHIN_MS,
    hookTimeout: CHECK_WITHIN_MS,
    teardownTimeout: 1_000,
    provide: { target },
  };
  const vitest = await createVitest(options);
  const stopped = new Promise<void>((resolve) => {
    interrupted.addEventListener('abort', () => resolve(), { once: true });
    if (interrupted.aborted) resolve();
  });
  try {
    await Promise.race([vitest.start(), stopped]);
  } finally {
    await vitest.close();
  }
  return reporter;
}
