/** Hands the table's stream to the function that keeps the history, as Lambda's event source mapping does. */
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import { invoke, type LambdaHandler } from '../gateway/invocation.ts';
import type { StreamRecord, TableStream } from './stream.ts';

/** How often Lambda looks into a shard. */
const POLL_MS = 250;
const FUNCTION_TIMEOUT_MS = 60_000;

export interface HistoryFeed {
  stop(): Promise<void>;
}

const batchResponse = v.object({ batchItemFailures: v.array(v.object({ itemIdentifier: v.string() })) });

/** A batch that fails comes again, from the record that failed on, until it does not. */
export function startHistoryFeed(stream: TableStream, handler: LambdaHandler): HistoryFeed {
  const stopping = new AbortController();
  const pause = () => delay(POLL_MS, undefined, { signal: stopping.signal }).catch(() => undefined);

  async function run(): Promise<void> {
    let waiting: readonly StreamRecord[] = [];
    while (!stopping.signal.aborted) {
      // An engine that is being stopped answers nothing: the next look, if there is one, tells.
      if (waiting.length === 0) waiting = (await stream.next().catch(() => [])).filter(isWanted);
      if (waiting.length > 0) waiting = await deliver(waiting, handler);
      await pause();
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** @returns what has to come again */
async function deliver(records: readonly StreamRecord[], handler: LambdaHandler) {
  const invocation = await invoke('history', handler, { Records: records }, FUNCTION_TIMEOUT_MS);
  if (invocation.outcome !== 'returned') return records;
  const { batchItemFailures } = v.parse(batchResponse, invocation.result);
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const first = records.findIndex(({ dynamodb }) => failed.has(dynamodb.SequenceNumber));
  return first === -1 ? [] : records.slice(first);
}

/** As the stage's mapping filters: no reserved names. */
export const isWanted = ({ dynamodb }: StreamRecord): boolean => dynamodb.Keys.pk.S.startsWith('SPEAKER#');
