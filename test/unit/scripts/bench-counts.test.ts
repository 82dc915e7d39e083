// What the counts are made of: a ledger, a running stage, and an hour that is put together from its operations.
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type ConsumedCapacity,
} from '@aws-sdk/client-dynamodb';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDatabase, isEngineAvailable } from '../../../infra/local/database.ts';
import { startChild, type Child } from '../../../scripts/bench/child.ts';
import type { CountingQuestions } from '../../../scripts/bench/counts/counting.ts';
import { sign } from '../../../scripts/bench/counts/designs.ts';
import { together } from '../../../scripts/bench/counts/dollars.ts';
import { billsOf, partTitles } from '../../../scripts/bench/counts/dollars-tables.ts';
import { compose, type OnAir } from '../../../scripts/bench/counts/hour.ts';
import { openLedger } from '../../../scripts/bench/counts/ledger.ts';
import type { OperationName } from '../../../scripts/bench/counts/operations.ts';
import { prices } from '../../../scripts/bench/counts/prices.ts';
import { exactCounters, type Tally } from '../../../scripts/bench/counts/tally.ts';

const hasStreams = isEngineAvailable('dynoxide');

describe('a ledger', () => {
  test('counts a message for each 32 KB that it begins', () => {
    const ledger = openLedger();
    for (const bytes of [1, 32 * 1024, 32 * 1024 + 1]) ledger.message('Out', 'x'.repeat(bytes));
    ledger.message('In', 'x');
    expect(ledger.take().tally).toMatchObject({ messagesOut: 4, messagesIn: 1, bytesIn: 1 });
  });

  test('knows calls that waited for one another from calls that were made at once', () => {
    const ledger = openLedger();
    const [one, other] = [ledger.callBegun(), ledger.callBegun()];
    one();
    other();
    const last = ledger.callBegun();
    last();
    expect(ledger.take().roundTrips).toBe(2);
  });

  test('begins anew when it was taken', () => {
    const ledger = openLedger();
    ledger.enter('posts');
    ledger.callBegun()();
    ledger.take();
    expect(ledger.take()).toMatchObject({ tally: { posts: 0 }, roundTrips: 0 });
  });
});

describe('on a counted stage', () => {
  let counting: Child<CountingQuestions>;
  let counted: Readonly<Record<OperationName, Tally>>;

  beforeAll(async () => {
    counting = startChild<CountingQuestions>(
      new URL('../../../scripts/bench/counts/counting.ts', import.meta.url),
    );
    await counting.ask('open', hasStreams ? 'dynoxide' : 'dynalite');
    const operations = await counting.ask('operations', undefined);
    counted = Object.fromEntries(
      Object.entries(operations).map(([name, { tally }]) => [name, tally]),
    ) as typeof counted;
  });
  afterAll(() => counting.stop());

  const silence = { moves: 0, listeners: 0, listenerHeartbeats: 0 } as const;
  const stretches: readonly (OnAir & { readonly title: string })[] = [
    {
      title: 'an hour with heartbeats every 120 s and a planned move',
      seconds: 3_600,
      heartbeatSeconds: 120,
      ...silence,
      moves: 1,
    },
    { title: 'an hour with heartbeats every 30 s', seconds: 3_600, heartbeatSeconds: 30, ...silence },
    { title: '18 s of Opus', seconds: 18, heartbeatSeconds: 120, ...silence, sound: 'opus' },
    {
      title: '30 s of PCM to ten listeners, who are told of the lease',
      seconds: 30,
      heartbeatSeconds: 120,
      sound: 'pcm',
      moves: 0,
      listeners: 10,
      listenerHeartbeats: 1,
    },
  ];

  test.each(stretches)(
    '$title take what was put together from single operations',
    async (onAir) => {
      const played = await counting.ask('play', onAir);
      const composed = compose(counted, onAir);
      for (const name of exactCounters) expect.soft(composed[name], name).toBeCloseTo(played[name], 6);
    },
    60_000,
  );

  test('an invocation of every message and handshake is counted, and the authorizer’s', () => {
    expect(counted.connect).toMatchObject({
      invocations: 2,
      gatewayRequests: 1,
      messagesIn: 0,
      databaseCalls: 0,
    });
  });

  test('who takes over is answered, and the loser told and closed', () => {
    expect(counted['take over']).toMatchObject({ messagesOut: 2, posts: 2, writeUnits: 1 });
  });

  test('a name that is taken costs a write, which the engine does not tell', () => {
    expect(counted['create: name taken'].writeUnits).toBe(counted.create.writeUnits + 1);
  });

  test.runIf(hasStreams)('a thousand hours cost what docs/cost.md says', () => {
    const { dollars } = billsOf(counted).podium[120];
    const text = readFileSync('docs/cost.md', 'utf8');
    const told = (title: string) =>
      Number(new RegExp(`^\\| \\**${title}\\** .*\\| \\**([\\d.]+)\\** +\\|$`, 'm').exec(text)?.[1]);
    for (const part of Object.keys(dollars) as (keyof typeof dollars)[])
      expect.soft(told(partTitles[part]), part).toBe(Number((dollars[part] / 1_000).toFixed(3)));
    expect(told('together')).toBe(Number((together(dollars).withLogs / 1_000).toFixed(3)));
  });
});

test('the prices are those of docs/cost.md', () => {
  const text = readFileSync('docs/cost.md', 'utf8');
  const rows = [
    `${prices.message.dollars.toFixed(2)} a million (32 KB steps)`,
    `${prices.connectionMinute.dollars.toFixed(2)} a million`,
    `${(prices.byteOut.dollars * 1_000).toFixed(2)} a GB, first 10 TB`,
    `${prices.request.dollars.toFixed(2)} a million`,
    `${(prices.gigabyteSecond.dollars / 1e6).toFixed(10)} a GB-second`,
    `${prices.writeUnit.dollars} a million`,
    `${prices.readUnit.dollars} a million`,
    `${(prices.logByte.dollars * 1_000).toFixed(2)} a GB`,
  ];
  for (const row of rows) expect(text).toContain(`| ${row}`);
});

describe.runIf(hasStreams)('one sign of life of another design', () => {
  const table = 'sign-of-life';
  let database: Awaited<ReturnType<typeof startDatabase>>;
  let client: DynamoDBClient;

  beforeAll(async () => {
    database = await startDatabase({ engine: 'dynoxide', tableName: 'podium' });
    client = new DynamoDBClient({
      endpoint: database.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const attributes = ['pk', 'speaker'];
    await client.send(
      new CreateTableCommand({
        TableName: table,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-speaker',
            KeySchema: [{ AttributeName: 'speaker', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
    );
  });
  afterAll(async () => {
    client.destroy();
    await database.stop();
  });

  const update = (TableName: string, pk: string, speaker?: string) => ({
    TableName,
    Key: { pk: { S: pk } },
    UpdateExpression: speaker === undefined ? 'SET seen = :now' : 'SET seen = :now, speaker = :speaker',
    ExpressionAttributeValues: {
      ':now': { N: '1' },
      ...(speaker !== undefined && { ':speaker': { S: speaker } }),
    },
  });
  const ReturnConsumedCapacity = 'TOTAL';
  const units = (...capacities: (ConsumedCapacity | undefined)[]) =>
    capacities.map((each) => each?.CapacityUnits);

  test('costs a unit where it is one write', async () => {
    const { ConsumedCapacity } = await client.send(
      new UpdateItemCommand({ ...update('podium', 'anna'), ReturnConsumedCapacity }),
    );
    expect(units(ConsumedCapacity)).toEqual([sign.write.writeUnits]);
  });

  test('costs a read unit more where the item is read first', async () => {
    const { ConsumedCapacity } = await client.send(
      new GetItemCommand({
        TableName: 'podium',
        Key: { pk: { S: 'anna' } },
        ConsistentRead: true,
        ReturnConsumedCapacity,
      }),
    );
    expect(units(ConsumedCapacity)).toEqual([sign.readThenWrite.readUnits]);
  });

  test('costs four where it is a transaction of two items', async () => {
    const { ConsumedCapacity } = await client.send(
      new TransactWriteItemsCommand({
        TransactItems: ['session', 'connection'].map((pk) => ({ Update: update('podium', pk) })),
        ReturnConsumedCapacity,
      }),
    );
    expect(units(...(ConsumedCapacity ?? []))).toEqual([sign.transaction.writeUnits]);
  });

  test('costs two where an index has a copy of it', async () => {
    const { ConsumedCapacity } = await client.send(
      new UpdateItemCommand({ ...update(table, 'connection', 'anna'), ReturnConsumedCapacity }),
    );
    expect(units(ConsumedCapacity)).toEqual([sign.indexed.writeUnits]);
  });
});
