// Where the three engines differ in what they make of one request, and where they do not: see docs/reliability.md.
import {
  DeleteItemCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type AttributeValue,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isEngineAvailable, startDatabase, type EngineName } from '../../infra/local/database.ts';
import { startSimulatedEngine } from '../simulation/dynamodb/engine.ts';
import { meteredClient } from '../support/speaker.ts';
import type { DynamoDB } from '../../lambdas/store/database.ts';
import type { Engine } from './store-bench.ts';

const TABLE = 'podium-differences';

const key = (name: string) => ({ pk: { S: name } });
const update = (name: string, text: string, more: Partial<UpdateItemCommandInput> = {}) =>
  new UpdateItemCommand({
    TableName: TABLE,
    Key: key(name),
    UpdateExpression: text,
    ConditionExpression: 'attribute_not_exists(nowhere)',
    ...more,
  });
const values = (one: AttributeValue) => ({ ExpressionAttributeValues: { ':one': one } });
const put = (item: Record<string, AttributeValue>) =>
  new PutItemCommand({ TableName: TABLE, Item: item, ConditionExpression: 'attribute_not_exists(nowhere)' });

/** One request and, where it is no matter of course, what stands in the table before it. */
interface Probe {
  readonly before?: Record<string, AttributeValue>;
  readonly send: (client: DynamoDB) => Promise<object>;
  /** What to read from the answer. @default that there was one */
  readonly read?: (output: { readonly Attributes?: object; readonly Item?: object }) => unknown;
}

const lost = (ReturnValuesOnConditionCheckFailure: 'ALL_OLD' | 'NONE'): Probe => ({
  before: { ...key('lost'), st: { S: 'live' } },
  send: (client) =>
    client.send(
      update('lost', 'SET st = :one', {
        ...values({ S: 'ended' }),
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure,
      }),
    ),
});

const probes = {
  'a failed condition with ALL_OLD': lost('ALL_OLD'),
  'a failed condition without ALL_OLD': lost('NONE'),
  'an update that returns ALL_OLD': {
    before: { ...key('old'), st: { S: 'live' } },
    send: (client) =>
      client.send(update('old', 'SET st = :one', { ...values({ S: 'ended' }), ReturnValues: 'ALL_OLD' })),
    read: ({ Attributes }) => Attributes,
  },
  'an update that makes the item, with ALL_OLD': {
    send: (client) =>
      client.send(update('made', 'SET st = :one', { ...values({ S: 'live' }), ReturnValues: 'ALL_OLD' })),
    read: ({ Attributes }) => Attributes,
  },
  'an attribute that does not exist on a right side': {
    before: key('right'),
    send: (client) => client.send(update('right', 'SET ep = missing + :one', values({ N: '1' }))),
  },
  'a map that does not exist on a left side': {
    before: key('left'),
    send: (client) => client.send(update('left', 'SET fact.z = :one', values({ N: '1' }))),
  },
  'two paths that overlap': {
    before: { ...key('overlap'), fact: { M: {} } },
    send: (client) => client.send(update('overlap', 'SET fact = :one, fact.z = :one', values({ N: '1' }))),
  },
  'a value that no expression uses': {
    before: key('unused'),
    send: (client) =>
      client.send(
        update('unused', 'SET st = :one', {
          ExpressionAttributeValues: { ':one': { S: 'live' }, ':two': { S: 'no' } },
        }),
      ),
  },
  'a value that is missing': {
    before: key('missing'),
    send: (client) => client.send(update('missing', 'SET st = :two', values({ S: 'live' }))),
  },
  'a number and a text compared': {
    before: { ...key('types'), lu: { S: '10' } },
    send: (client) =>
      client.send(
        update('types', 'SET st = :one', {
          ExpressionAttributeValues: { ':one': { S: 'live' }, ':now': { N: '5' } },
          ConditionExpression: 'lu > :now',
        }),
      ),
  },
  'an item of more than 400 KB': {
    send: (client) => client.send(put({ ...key('large'), text: { S: 'x'.repeat(401 * 1024) } })),
  },
  'a key that is empty': { send: (client) => client.send(put(key(''))) },
  'a read of nothing': {
    send: (client) =>
      client.send(new GetItemCommand({ TableName: TABLE, Key: key('nothing'), ConsistentRead: true })),
    read: ({ Item }) => Item,
  },
  'a read that is not strong': {
    send: (client) => client.send(new GetItemCommand({ TableName: TABLE, Key: key('nothing') })),
  },
  'a write without a condition': {
    send: (client) => client.send(new PutItemCommand({ TableName: TABLE, Item: key('unguarded') })),
  },
  'a deletion': {
    send: (client) => client.send(new DeleteItemCommand({ TableName: TABLE, Key: key('nothing') })),
  },
  'a scan': { send: (client) => client.send(new ScanCommand({ TableName: TABLE })) },
  'a transaction': {
    send: (client) =>
      client.send(
        new TransactWriteItemsCommand({
          TransactItems: [{ Put: { TableName: TABLE, Item: key('transaction') } }],
        }),
      ),
  },
  'the table’s TTL described': {
    send: (client) => client.send(new DescribeTimeToLiveCommand({ TableName: TABLE })),
  },
} satisfies Record<string, Probe>;
type ProbeName = keyof typeof probes;

const invalid = 'ValidationException';
const conditionFailed = 'ConditionalCheckFailedException';

/** What all of them do, and DynamoDB as its documentation has it. */
const same: Readonly<Record<ProbeName, unknown>> = {
  'a failed condition with ALL_OLD': {
    refused: conditionFailed,
    item: { pk: { S: 'lost' }, st: { S: 'live' } },
  },
  'a failed condition without ALL_OLD': { refused: conditionFailed },
  'an update that returns ALL_OLD': { pk: { S: 'old' }, st: { S: 'live' } },
  'an update that makes the item, with ALL_OLD': undefined,
  'an attribute that does not exist on a right side': { refused: invalid },
  'a map that does not exist on a left side': { refused: invalid },
  'two paths that overlap': { refused: invalid },
  'a value that no expression uses': { refused: invalid },
  'a value that is missing': { refused: invalid },
  'a number and a text compared': { refused: conditionFailed },
  'an item of more than 400 KB': { refused: invalid },
  'a key that is empty': { refused: invalid },
  'a read of nothing': undefined,
  'a read that is not strong': 'answered',
  'a write without a condition': 'answered',
  'a deletion': 'answered',
  'a scan': 'answered',
  'a transaction': 'answered',
  'the table’s TTL described': 'answered',
};

/** It stops the test that sends it: the store must not, and so it is no answer of DynamoDB's. */
const defect = { refused: 'Error' };
type Differences = Readonly<Partial<Record<ProbeName, unknown>>>;

const differences: Readonly<Record<'dynalite' | 'dynoxide' | 'simulated', Differences>> = {
  dynalite: {
    'a failed condition with ALL_OLD': { refused: conditionFailed },
    'a transaction': { refused: 'UnknownOperationException' },
  },
  dynoxide: {
    'an update that makes the item, with ALL_OLD': { pk: { S: 'made' } },
  },
  simulated: {
    'a read that is not strong': defect,
    'a write without a condition': defect,
    'a deletion': defect,
    'a scan': defect,
    'a transaction': defect,
    'the table’s TTL described': defect,
  },
};

function differencesSuite(name: keyof typeof differences, start: () => Promise<Engine>) {
  describe(`beside DynamoDB, ${name}`, () => {
    let engine: Engine;
    let client: DynamoDB;

    beforeAll(async () => {
      engine = await start();
      client = engine.connect().client;
    });
    afterAll(() => engine.stop());

    const known: Differences = differences[name];
    const all: Readonly<Record<ProbeName, Probe>> = probes;
    for (const what of Object.keys(probes) as ProbeName[])
      test(`${what in known ? 'differs' : 'is the same'} at ${what}`, async () => {
        const { before, read = () => 'answered', send } = all[what];
        if (before !== undefined) await client.send(put(before));
        const came = await send(client).then(read, refusal);
        expect(came).toEqual(what in known ? known[what] : same[what]);
        if (what in known) expect(came).not.toEqual(same[what]);
      });
  });
}

function refusal(error: unknown): { refused: string; item?: unknown } {
  if (!(error instanceof Error)) throw error;
  return { refused: error.name, ...('Item' in error && error.Item !== undefined && { item: error.Item }) };
}

const real = (engine: EngineName) => async (): Promise<Engine> => {
  const database = await startDatabase({ engine, tableName: TABLE });
  return { ...database, connect: () => meteredClient(database.endpoint) };
};

differencesSuite('dynalite', real('dynalite'));
describe.runIf(isEngineAvailable('dynoxide'))('where it is installed', () =>
  differencesSuite('dynoxide', real('dynoxide')),
);
differencesSuite('simulated', startSimulatedEngine);
