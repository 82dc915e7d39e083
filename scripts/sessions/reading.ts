// All sessions, and all of one's history, page by page, with the operator's own permissions: no function may do either.
import { QueryCommand, ScanCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import type { SessionId } from '../../lambdas/protocol/units.ts';
import type { SpeakerItem } from '../../lambdas/session/speaker-item.ts';
import { fromKept, kept, type HistoryEntry, type OperatorNote } from '../../lambdas/store/history-store.ts';
import { fromAttributes, SPEAKER, speakerOf, stored } from '../../lambdas/store/items.ts';
import type { Place } from './place.ts';

type Attributes = Record<string, AttributeValue>;

/** @param looked is told after each page how many sessions there are so far */
export async function everySession(
  { database, tableName }: Place,
  looked: (sessions: number) => void,
): Promise<readonly SpeakerItem[]> {
  const found: SpeakerItem[] = [];
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
    found.push(...(page.Items ?? []).flatMap(sessionIn));
    looked(found.length);
    return page.LastEvaluatedKey;
  });
  return found;
}

function sessionIn(attributes: Attributes): readonly SpeakerItem[] {
  const speakerId = speakerOf(attributes[stored.key]?.S ?? '');
  return speakerId === undefined ? [] : [fromAttributes(speakerId, attributes)];
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
