/** The tables, as the stack makes them and lets people look into the sessions'. */
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  ScanCommand,
  UpdateTableCommand,
  type AttributeValue,
  type KeySchemaElement,
  type ScanCommandOutput,
} from '@aws-sdk/client-dynamodb';

export interface Table {
  /** Makes the table of the sessions; says whether it was there already. */
  create(): Promise<'created' | 'existed'>;
  /** Makes the table of their history, where it is not there yet. */
  createHistory(name: string): Promise<void>;
  /** Every item as plain values; binary as base64, sets as arrays. */
  items(): Promise<PlainItem[]>;
  close(): void;
}

export type PlainItem = Record<string, unknown>;

/** By infra/constructs/session-history.ts: all changes of a session together, in their order. */
const historyKeys: KeySchemaElement[] = [
  { AttributeName: 'si', KeyType: 'HASH' },
  { AttributeName: 'sq', KeyType: 'RANGE' },
];
const stream = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;

/** @param streams whether the engine has them, and so the table of the sessions gets one */
export function openTable(endpoint: string, tableName: string, streams: boolean): Table {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const create = async (name: string, keys: KeySchemaElement[]): Promise<'created' | 'existed'> => {
    try {
      await client.send(
        new CreateTableCommand({
          TableName: name,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: keys.map(({ AttributeName }) => ({ AttributeName, AttributeType: 'S' })),
          KeySchema: keys,
        }),
      );
      return 'created';
    } catch (error) {
      if (error instanceof ResourceInUseException) return 'existed';
      throw error;
    }
  };
  const hasStream = async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    return Table?.StreamSpecification?.StreamEnabled === true;
  };
  return {
    async create() {
      const outcome = await create(tableName, [{ AttributeName: 'pk', KeyType: 'HASH' }]);
      // Apart from the creation: a folder may be older than the history.
      if (streams && !(await hasStream()))
        await client.send(new UpdateTableCommand({ TableName: tableName, StreamSpecification: stream }));
      return outcome;
    },
    async createHistory(name) {
      await create(name, historyKeys);
    },
    async items() {
      const items: PlainItem[] = [];
      let from: Record<string, AttributeValue> | undefined;
      do {
        const page: ScanCommandOutput = await client.send(
          new ScanCommand({ TableName: tableName, ConsistentRead: true, ExclusiveStartKey: from }),
        );
        items.push(...(page.Items ?? []).map(plainItem));
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
      return items;
    },
    close: () => client.destroy(),
  };
}

function plainItem(item: Record<string, AttributeValue>): PlainItem {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)]));
}

function plain(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL !== undefined) return null;
  if (value.B !== undefined) return Buffer.from(value.B).toString('base64');
  if (value.L !== undefined) return value.L.map(plain);
  if (value.M !== undefined) return plainItem(value.M);
  if (value.SS !== undefined) return value.SS;
  if (value.NS !== undefined) return value.NS.map(Number);
  if (value.BS !== undefined) return value.BS.map((bytes) => Buffer.from(bytes).toString('base64'));
  throw new Error(`an attribute of a kind that is not known: ${value.$unknown[0]}`);
}
