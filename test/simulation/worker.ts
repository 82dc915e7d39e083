/** One thread's share of the seeds. */
import '../setup.ts';
import { parentPort, workerData } from 'node:worker_threads';
import { runBatch, type Batch } from './batch.ts';

// Errors are daily bread here, and nobody reads where they arose; --trace keeps them.
Error.stackTraceLimit = 0;

await runBatch(workerData as Batch, (since) => parentPort?.postMessage(since));
