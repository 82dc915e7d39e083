// The history of a deployed stage: what feeds it, what it may do, and that operators find it.
import { beforeAll, describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { databaseTimeouts } from '../../lambdas/store/database.ts';
import { outputsSchema } from '../../scripts/sessions/place.ts';
import { stageWith, type Stage } from './stages.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await stageWith({ historyDays: 7, reservedConcurrency: { history: 3 } });
});

const isHistorys = ([id]: [string, unknown]) => id.startsWith('History');
const historyFunction = () => stage.resources('AWS::Lambda::Function').find(isHistorys);
const tableIds = () => stage.resources('AWS::DynamoDB::GlobalTable').map(([id]) => id);

describe('the history of a stage', () => {
  test('is fed by the stream of the sessions, from its beginning, with what fails again from where it failed', () => {
    const { Properties } = stage.only('AWS::Lambda::EventSourceMapping');
    const [sessions] = tableIds();
    expect(Properties).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': [sessions, 'StreamArn'] },
      FunctionName: { Ref: historyFunction()?.[0] },
      StartingPosition: 'TRIM_HORIZON',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
    });
    // Until the stream itself forgets, after a day.
    for (const limit of ['MaximumRetryAttempts', 'MaximumRecordAgeInSeconds'])
      expect(Properties).not.toHaveProperty(limit);
  });

  test('is told of speakers’ items only, of their deletion, too', () => {
    const { FilterCriteria } = stage.only('AWS::Lambda::EventSourceMapping').Properties as {
      FilterCriteria: { Filters: { Pattern: string }[] };
    };
    expect(FilterCriteria.Filters.map(({ Pattern }) => JSON.parse(Pattern) as unknown)).toEqual([
      { dynamodb: { Keys: { pk: { S: [{ prefix: 'SPEAKER#' }] } } } },
    ]);
  });

  test('is written by a function that may add entries and read that stream, and nothing else', () => {
    const [, policy] = stage.resources('AWS::IAM::Policy').find(isHistorys) ?? [];
    const { Statement } = policy?.Properties['PolicyDocument'] as {
      Statement: { Action: string | string[]; Resource: unknown }[];
    };
    const [sessions, history] = tableIds();
    const table = { 'Fn::GetAtt': [sessions, 'Arn'] };
    expect(Statement.filter(({ Action }) => !JSON.stringify(Action).includes('logs:'))).toEqual([
      { Action: 'dynamodb:PutItem', Effect: 'Allow', Resource: { 'Fn::GetAtt': [history, 'Arn'] } },
      {
        Action: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        Effect: 'Allow',
        Resource: { 'Fn::GetAtt': [sessions, 'StreamArn'] },
      },
      {
        Action: 'dynamodb:ListStreams',
        Effect: 'Allow',
        Resource: { 'Fn::Join': ['', [table, '/stream/*']] },
      },
    ]);
  });

  test('has time for a whole batch, and may have reserved concurrency', () => {
    const properties = historyFunction()?.[1].Properties;
    const { BatchSize } = stage.only('AWS::Lambda::EventSourceMapping').Properties as { BatchSize: number };
    // A write takes 5 ms, of an item with two changes at most; one that hangs is the last of its batch.
    const busyMs = BatchSize * 2 * 5 * 10 + databaseTimeouts.attempts * databaseTimeouts.attemptMs;
    expect(Number(properties?.['Timeout']) * 1_000).toBeGreaterThan(busyMs);
    expect(properties?.['ReservedConcurrentExecutions']).toBe(3);
  });

  test('is kept for as long as the stage says, where operators are told', () => {
    const { Environment } = (historyFunction()?.[1].Properties ?? {}) as {
      Environment?: { Variables: Record<string, unknown> };
    };
    expect(Environment?.Variables).toEqual({
      HISTORY_TABLE_NAME: { Ref: tableIds()[1] },
      HISTORY_DAYS: '7',
      STAGE: 'test',
    });
    const outputs = stage.template.findOutputs('*') as Record<string, { Value: unknown }>;
    for (const name of Object.keys(outputsSchema.entries)) expect(outputs).toHaveProperty(name);
    expect(outputs['HistoryDays']?.Value).toBe('7');
    const texts = { TableName: 'a', HistoryTableName: 'b', HistoryDays: '7', ConnectionsEndpoint: 'c' };
    expect(v.parse(outputsSchema, texts)).toMatchObject({ HistoryDays: 7 });
  });
});

test('no function of a stage may scan or query: that is left to operators', () => {
  const actions = stage
    .resources('AWS::IAM::Policy')
    .flatMap(
      ([, { Properties }]) =>
        (Properties['PolicyDocument'] as { Statement: { Action: unknown }[] }).Statement,
    )
    .map(({ Action }) => JSON.stringify(Action));
  expect(actions.filter((action) => /dynamodb:(Scan|Query|\*)/.test(action))).toEqual([]);
});
