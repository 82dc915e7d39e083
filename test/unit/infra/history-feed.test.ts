/** The local stack's stand-in for Lambda's event source mapping: what fails comes again, from where it failed. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { startHistoryFeed } from '../../../infra/local/database/history-feed.ts';
import type { StreamRecord } from '../../../infra/local/database/stream.ts';

const record = (sequence: number, pk = 'SPEAKER#anna'): StreamRecord => ({
  dynamodb: { SequenceNumber: String(sequence), Keys: { pk: { S: pk } } },
});

/** Feeds these records to the answers, one a delivery, and returns what each delivery held. */
async function fed(records: readonly StreamRecord[], answers: readonly (() => unknown)[]) {
  const deliveries: string[][] = [];
  const batches = [records];
  const allDone = Promise.withResolvers<undefined>();
  const feed = startHistoryFeed({ next: async () => batches.shift() ?? [] }, (event) => {
    const { Records } = event as { Records: StreamRecord[] };
    deliveries.push(Records.map(({ dynamodb }) => dynamodb.SequenceNumber));
    if (deliveries.length === answers.length) allDone.resolve(undefined);
    return answers[deliveries.length - 1]?.();
  });
  onTestFinished(() => feed.stop());
  await allDone.promise;
  await feed.stop();
  return deliveries;
}
const done = () => ({ batchItemFailures: [] });
const failsAt = (sequence: number) => () => ({
  batchItemFailures: [{ itemIdentifier: String(sequence) }],
});

describe('the feed of the history', () => {
  it('delivers again from the record that failed on', async () => {
    expect(await fed([record(1), record(2), record(3)], [failsAt(2), done])).toEqual([
      ['1', '2', '3'],
      ['2', '3'],
    ]);
  });

  it('delivers everything again where the function itself failed', async () => {
    const crashes = () => {
      throw new Error('out of memory');
    };
    expect(await fed([record(1), record(2)], [crashes, done])).toEqual([
      ['1', '2'],
      ['1', '2'],
    ]);
  });

  it('delivers items of speakers only', async () => {
    const records = [record(1, 'SESSION#caring-king-2754'), record(2)];
    expect(await fed(records, [done])).toEqual([['2']]);
  });
});
