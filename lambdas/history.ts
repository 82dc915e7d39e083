/** The table's stream: what each write meant for its session, kept apart. No speaker waits for it. */
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { epochMs, latest, type EpochMs } from './protocol/units.ts';
import { describe } from './runtime/command.ts';
import { required } from './runtime/environment.ts';
import { historyLog, type HistoryLogLine } from './runtime/history-log.ts';
import { hashed } from './runtime/log.ts';
import { databaseClient } from './runtime/services.ts';
import { changesBetween, changesByDeletion } from './session/changes.ts';
import { createHistoryStore, type HistoryEntry, type HistoryStore } from './store/history-store.ts';
import { writeIn } from './store/stream-record.ts';

export interface HistoryServices {
  readonly history: Pick<HistoryStore, 'keepChange'>;
  readonly log: (line: HistoryLogLine) => void;
}

/**
 * Keeps the records one after the other and stops at the first that cannot be written: it and what follows come
 * again, while the entries before it are known. One that cannot be read never will be: it is logged, counted
 * and left out, since a stream waits behind it.
 */
export const keepHistory =
  ({ history, log }: HistoryServices) =>
  async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    for (const record of Records) {
      const sequence = record.dynamodb?.SequenceNumber ?? '';
      const failed = (outcome: HistoryLogLine['outcome'], error: unknown) =>
        log({ level: 'error', action: 'history', outcome, sequence, error: describe(error) });
      let entries: readonly HistoryEntry[];
      try {
        entries = entriesOf(record);
      } catch (error) {
        failed('skipped', error);
        continue;
      }
      try {
        for (const [index, entry] of entries.entries()) await history.keepChange(entry, sequence, index);
      } catch (error) {
        failed('retried', error);
        return { batchItemFailures: [{ itemIdentifier: sequence }] };
      }
    }
    return { batchItemFailures: [] };
  };

function entriesOf({ dynamodb = {} }: DynamoDBRecord): readonly HistoryEntry[] {
  const write = writeIn(dynamodb.OldImage, dynamodb.NewImage);
  if (write === undefined) return [];
  const speaker = hashed(write.speakerId);
  const writtenAt = latest(writtenAtOf(dynamodb), (write.after ?? write.before).createdAt);
  const changes =
    write.after === undefined
      ? changesByDeletion(write.before, writtenAt)
      : changesBetween(write.before, write.after);
  return changes.map((change) => ({
    ...change,
    at: change.at ?? writtenAt,
    speaker,
  }));
}

/** In whole seconds, the begun one: it can lie before a session that the same second created. The same at every delivery. */
const writtenAtOf = (dynamodb: NonNullable<DynamoDBRecord['dynamodb']>): EpochMs =>
  epochMs((dynamodb.ApproximateCreationDateTime ?? 0) * 1000);

/** @throws Error where the environment lacks a setting or holds a wrong one */
function lambdaHistory(environment: NodeJS.ProcessEnv): HistoryServices {
  const days = Number(required(environment, 'HISTORY_DAYS'));
  if (!Number.isSafeInteger(days)) throw new Error('HISTORY_DAYS must be a whole number.');
  return {
    history: createHistoryStore({
      client: databaseClient(),
      tableName: required(environment, 'HISTORY_TABLE_NAME'),
      days,
    }),
    log: historyLog({
      stage: required(environment, 'STAGE'),
      now: () => epochMs(Date.now()),
      write: (text) => process.stdout.write(text),
    }),
  };
}

export const handler = keepHistory(lambdaHistory(process.env));
