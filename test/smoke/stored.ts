/** Stored items as tests read them: by key, strongly, with the operator's credentials or from the local stack. */
import { DynamoDBClient, GetItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import type { PostMortemStage, ReadItems } from '../e2e/post-mortems-suite.ts';
import type { Message } from '../support/socket.ts';
import { inLanes } from './lanes.ts';
import type { Storage } from './target.ts';

const READS_AT_ONCE = 20;

export function storedIn(storage: Storage): PostMortemStage['stored'] {
  switch (storage.kind) {
    case 'table':
      return { read: readTable(storage) };
    case 'local':
      return { read: readLocal(storage.url) };
    case 'hidden':
      return { unreadable: storage.why };
  }
}

function readTable({ region, tableName }: Extract<Storage, { kind: 'table' }>): ReadItems {
  const client = new DynamoDBClient({ region });
  return (keys) =>
    inLanes(READS_AT_ONCE, keys, async (key) => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: { pk: { S: key } }, ConsistentRead: true }),
      );
      return Item && plainItem(Item);
    });
}

const readLocal =
  (url: string): ReadItems =>
  async (keys) => {
    const answer = (await (await fetch(url)).json()) as Message[];
    const items = new Map(answer.map((item) => [item['pk'], item]));
    return keys.map((key) => items.get(key));
  };

const plainItem = (item: Record<string, AttributeValue>): Message =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)]));

/** The kinds that a speaker's item has, see lambdas/store/items.ts; ids in bytes are nothing that a check looks at. */
function plain({ S, N, BOOL, M }: AttributeValue): unknown {
  if (N !== undefined) return Number(N);
  return M === undefined ? (S ?? BOOL) : plainItem(M);
}
