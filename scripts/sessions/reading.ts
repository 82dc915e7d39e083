// All sessions, and all of one's history, page by page, with the operator's own permissions: no function may do either.
import { QueryCommand, ScanCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import type { SessionId } from '../../lambdas/protocol/units.ts';
import type { SpeakerItem } from '../../lambdas/session/speaker-item.ts';
import { fromKept, kept, type HistoryEntry, type OperatorNote } from '../../lambdas/store/history-store.ts';
import { fromAttributes, SPEAKER, speakerOf, stored } from '../../lambdas/store/items.ts';
import type { Place } from './place.ts';
import { printable } from './printable.ts';

type Attributes = Record<string, AttributeValue>;

export interface Sessions {
  readonly items: readonly SpeakerItem[];
  /** The keys of those that are damaged, or of a newer schema than this code's. */
  readonly unreadable: readonly string[];
}

/**
 * What cannot be read is left out and named: the others are to be seen all the same.
 * @param looked is told after each page how many sessions there are so far
 */
export async function everySession(
  { database, tableName }: Pick<Place, 'database' | 'tableName'>,
  looked: (sessions: number) => void,
): Promise<Sessions> {
  const items: SpeakerItem[] = [];
  const unreadable: string[] = [];
  await everyPage(async (from) => {
    const page = await database.send(
      new ScanCommand({
        TableName: tableName,
        ConsistentRead: true,
        FilterExpression: `begins_with(${stored.key}, :speaker)`,
        ExpressionAttributeValues: { ':speaker': { S: SPEAKER } },
        ExclusiveStartKey: from,
      }),
    );
    for (const attributes of page.Items ?? []) {
      const key = attributes[stored.key]?.S ?? '';
      const speakerId = speakerOf(key);
      if (speakerId === undefined) continue;
      try {
        items.push(fromAttributes(speakerId, attributes));
      } catch {
        unreadable.push(key);
      }
    }
    looked(items.length);
    return page.LastEvaluatedKey;
  });
  return { items, unreadable };
}

const NAMED = 5;

/** One sentence, or none where all could be read. */
export function remarkOn({ unreadable }: Pick<Sessions, 'unreadable'>): string | undefined {
  if (unreadable.length === 0) return undefined;
  const named = unreadable.slice(0, NAMED).map(printable).join(', ');
  const more = unreadable.length > NAMED ? ' and others' : '';
  return `${unreadable.length} of the items cannot be read and ${unreadable.length === 1 ? 'is' : 'are'} left out: ${named}${more}.`;
}

/** In the order in which it happened. */
export async function historyOf(
  { database, historyTableName }: Place,
  sessionId: SessionId,
): Promise<{ readonly entries: readonly HistoryEntry[]; readonly notes: readonly OperatorNote[] }> {
  const entries: HistoryEntry[] = [];
  const notes: OperatorNote[] = [];
  await everyPage(async (from) => {
    const page = await database.send(
      new QueryCommand({
        TableName: historyTableName,
        ConsistentRead: true,
        KeyConditionExpression: `${kept.sessionId} = :session`,
        ExpressionAttributeValues: { ':session': { S: sessionId } },
        ExclusiveStartKey: from,
      }),
    );
    for (const item of (page.Items ?? []).map(fromKept))
      if ('reason' in item) notes.push(item);
      else entries.push(item);
    return page.LastEvaluatedKey;
  });
  return { entries, notes };
}

async function everyPage(read: (from: Attributes | undefined) => Promise<Attributes | undefined>) {
  let from = await read(undefined);
  while (from !== undefined) from = await read(from);
}
