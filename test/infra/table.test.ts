// The table is where the sessions are: what would replace it, or lose it, must not slip through.
import { beforeAll, describe, expect, test } from 'vitest';
import { kept } from '../../lambdas/store/history-store.ts';
import { stored } from '../../lambdas/store/items.ts';
import { stageWith, type Resource } from './stages.ts';

const TYPE = 'AWS::DynamoDB::GlobalTable';
const stages: Record<string, [string, Resource]> = {};
const histories: Record<string, [string, Resource]> = {};

beforeAll(async () => {
  for (const removal of ['retain', 'destroy']) {
    const tables = (await stageWith({ removal })).resources(TYPE);
    const [table, ...more] = tables.filter(([id]) => !id.startsWith('History'));
    const [history, ...moreHistories] = tables.filter(([id]) => id.startsWith('History'));
    if (table === undefined || history === undefined || more.length + moreHistories.length > 0)
      throw new Error('There must be one table, and one of its history.');
    stages[removal] = table;
    histories[removal] = history;
  }
});

describe.each(['retain', 'destroy'])('the table of a stage whose removal is %s', (removal) => {
  test('has the logical id and the key that it has always had: another would be an empty table', () => {
    const [id, Properties] = [stages[removal]?.[0], stages[removal]?.[1].Properties];
    expect(id).toBe('SpeakersTable977772C3');
    expect(Properties).not.toHaveProperty('TableName');
    expect(Properties).toMatchObject({
      KeySchema: [{ AttributeName: stored.key, KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: stored.key, AttributeType: 'S' }],
    });
    expect(Properties).not.toHaveProperty('LocalSecondaryIndexes');
    expect(Properties).not.toHaveProperty('GlobalSecondaryIndexes');
  });

  test('tells in its stream what each write changed', () => {
    expect(stages[removal]?.[1].Properties['StreamSpecification']).toEqual({
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    });
  });

  test('is on demand, forgets by TTL, and can be restored to a point in time', () => {
    expect(stages[removal]?.[1].Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: stored.ttl, Enabled: true },
      Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    });
  });

  test('outlives its stack exactly where that was asked for', () => {
    const kept = removal === 'retain';
    const table = stages[removal]?.[1];
    const { Replicas } = table?.Properties as { Replicas: { DeletionProtectionEnabled: boolean }[] };
    expect(table).toMatchObject(
      kept
        ? { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }
        : { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' },
    );
    expect(Replicas.map(({ DeletionProtectionEnabled }) => DeletionProtectionEnabled)).toEqual([kept]);
  });
});

describe.each(['retain', 'destroy'])('the history of a stage whose removal is %s', (removal) => {
  test('has the logical id and the keys that it has always had', () => {
    const [id, Properties] = [histories[removal]?.[0], histories[removal]?.[1].Properties];
    expect(id).toBe('HistoryTable4479EEA3');
    expect(Properties).not.toHaveProperty('TableName');
    expect(Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: kept.sessionId, KeyType: 'HASH' },
        { AttributeName: kept.order, KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: kept.ttl, Enabled: true },
      Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    });
  });

  test('goes the way of the sessions', () => {
    const kept = removal === 'retain' ? 'Retain' : 'Delete';
    expect(histories[removal]?.[1]).toMatchObject({ DeletionPolicy: kept, UpdateReplacePolicy: kept });
  });
});
