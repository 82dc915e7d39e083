/** One thread's share of the seeds; with a mutant, of a product that lacks one rule. */
import '../setup.ts';
import { registerHooks } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { Batch } from './batch.ts';
import { mutate, type Mutant } from './mutants/mutant.ts';

// Errors are daily bread here, and nobody reads where they arose; --trace keeps them.
Error.stackTraceLimit = 0;

const { mutant, ...batch } = workerData as Batch & { readonly mutant?: Mutant };
if (mutant !== undefined) {
  const suffix = `/${mutant.file}`;
  registerHooks({
    load: (url, context, next) => {
      const loaded = next(url, context);
      if (!url.endsWith(suffix)) return loaded;
      const { source } = loaded;
      const text = typeof source === 'string' ? source : new TextDecoder().decode(source);
      return { ...loaded, source: mutate(text, mutant) };
    },
  });
}
// Imported now, so that the hook sees it.
const { runBatch } = await import('./batch.ts');
await runBatch(batch, (since) => parentPort?.postMessage(since));
