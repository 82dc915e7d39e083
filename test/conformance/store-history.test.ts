// The table of the history, on the real engines: kept once, in the order of the writes, for as long as it was told.
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SessionId } from '#protocol/units.ts';
import { engineNames, isEngineAvailable, startDatabase, type Database } from '../../infra/local/database.ts';
import { createHistoryStore, fromKept, type HistoryEntry } from '../../lambdas/store/history-store.ts';
import { at, makeName } from '../support/speaker.ts';

const DAYS = 30;
const DAY_SECONDS = 86_400;

describe.each(engineNames.filter(isEngineAvailable))('the history on %s', (engine) => {
  let database: Database;
  let client: DynamoDBClient;
  beforeAll(async () => {
    database = await startDatabase({ engine, tableName: 'podium' });
    client = new DynamoDBClient({ endpoint: database.endpoint });
  });
  afterAll(() => database.stop());

  const store = () => createHistoryStore({ client, tableName: database.historyTableName, days: DAYS });
  const entry = (sessionId: SessionId, seconds: number): HistoryEntry => ({
    sessionId,
    epoch: 1,
    at: at(seconds * 1_000),
    speaker: '0123456789abcdef',
    change: { kind: 'interrupted' },
  });
  const stored = async (sessionId: SessionId) => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: database.historyTableName,
        KeyConditionExpression: 'si = :session',
        ExpressionAttributeValues: { ':session': { S: sessionId } },
      }),
    );
    return Items;
  };

  test('keeps an entry that comes twice once, as it came first', async () => {
    const sessionId = makeName();
    await store().keepChange(entry(sessionId, 1), '5', 0);
    await store().keepChange({ ...entry(sessionId, 1), change: { kind: 'reused' } }, '5', 0);
    expect((await stored(sessionId)).map(fromKept)).toEqual([entry(sessionId, 1)]);
  });

  test('tells entries in the order of the writes, whichever was kept first, and notes behind them', async () => {
    const sessionId = makeName();
    const note = { sessionId, at: at(0), reason: 'a test' };
    await store().keepNote(note);
    // Longer and shorter ones, which as plain text would sort otherwise.
    await store().keepChange(entry(sessionId, 3), '100000000003498069978', 0);
    await store().keepChange(entry(sessionId, 1), '3498069978', 0);
    await store().keepChange(entry(sessionId, 2), '99', 1);
    await store().keepChange(entry(sessionId, 2), '99', 0);
    const kept = (await stored(sessionId)).map(fromKept);
    expect(kept.at(-1)).toEqual(note);
    expect(kept.map((one) => one.at)).toEqual([2, 2, 1, 3, 0].map((seconds) => at(seconds * 1_000)));
  });

  test('has the time to forget each by', async () => {
    const sessionId = makeName();
    await store().keepChange(entry(sessionId, 1), '1', 0);
    await store().keepNote({ sessionId, at: at(1_000), reason: 'a test' });
    const forgotten = String(at(1_000) / 1_000 + DAYS * DAY_SECONDS);
    expect((await stored(sessionId)).map(({ tt }) => tt)).toEqual([{ N: forgotten }, { N: forgotten }]);
  });

  test('is written past the faults and the count of the calls', async () => {
    database.failNext({ count: 1, applied: false });
    await store().keepChange(entry(makeName(), 1), '1', 0);
    expect(database.failing().count).toBe(1);
    database.failNext({ count: 0, applied: false });
    expect(database.calls()).not.toHaveProperty('PutItem');
  });
});
