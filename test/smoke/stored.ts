/** Stored items as tests read them: by key, strongly, with the operator's credentials where it is a stage. */
import { DynamoDBClient, GetItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import type { PostMortemStage } from '../e2e/post-mortems-suite.ts';
import type { ReadItems } from '../e2e/stored.ts';
import type { Message } from '../support/socket.ts';
import { inLanes } from './lanes.ts';
import type { Storage } from './target.ts';

const READS_AT_ONCE = 20;

export function storedIn(storage: Storage): PostMortemStage['stored'] {
  switch (storage.kind) {
    case 'table':
      return { read: readTable(storage) };
    case 'hidden':
      return { unreadable: storage.why };
  }
}

function readTable({ region, tableName, endpoint }: Extract<Storage, { kind: 'table' }>): ReadItems {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ region, ...(endpoint !== undefined && { endpoint, credentials }) });
  return (keys) =>
    inLanes(READS_AT_ONCE, keys, async (key) => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: { pk: { S: key } }, ConsistentRead: true }),
      );
      return Item && plainItem(Item);
    });
}

const plainItem = (item: Record<string, AttributeValue>): Message =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)]));

/** The kinds that a speaker's item has, see lambdas/store/items.ts; ids in bytes are nothing that a check looks at. */
function plain({ S, N, BOOL, M }: AttributeValue): unknown {
  if (N !== undefined) return Number(N);
  return M === undefined ? (S ?? BOOL) : plainItem(M);
}
