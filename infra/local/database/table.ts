/** The one table, as the stack makes it and lets people look into it. */
import {
  CreateTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  ScanCommand,
  type AttributeValue,
  type ScanCommandOutput,
} from '@aws-sdk/client-dynamodb';

export interface Table {
  /** Makes the table; says whether it was there already. */
  create(): Promise<'created' | 'existed'>;
  /** Every item as plain values; binary as base64, sets as arrays. */
  items(): Promise<PlainItem[]>;
  close(): void;
}

export type PlainItem = Record<string, unknown>;

export function openTable(endpoint: string, tableName: string): Table {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  return {
    async create() {
      try {
        await client.send(
          new CreateTableCommand({
            TableName: tableName,
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
            KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          }),
        );
        return 'created';
      } catch (error) {
        if (error instanceof ResourceInUseException) return 'existed';
        throw error;
      }
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
