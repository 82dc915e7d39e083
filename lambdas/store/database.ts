/** One conditional write or strong read at a time, and what DynamoDB's answers mean. */
import {
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { Attributes } from './attributes.ts';
import type { Expression } from './expressions.ts';
import type { Write } from './writes.ts';

/** What the store needs of the SDK's client, so that a test can stand in for it. */
export type DynamoDB = Pick<DynamoDBClient, 'send'>;

/** The database refused or did not answer in time. Whether the write was applied is unknown. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
  /** Where it was given up: how many writes had lost to others. */
  readonly conflicts: number | undefined;

  constructor(message: string, { conflicts, ...options }: ErrorOptions & { conflicts?: number } = {}) {
    super(message, options);
    this.conflicts = conflicts;
  }
}

/**
 * An attempt's longest wait and how many the SDK makes. All calls of one command together stay below the
 * function's time-out; a unit test adds them up.
 */
export const databaseTimeouts = { attemptMs: 1_000, attempts: 3 } as const;

export type UpdateResult =
  | { readonly written: true; readonly before: Attributes | undefined }
  | { readonly written: false; readonly lostTo: Attributes | undefined };

export interface Database {
  /** Strongly consistent. 1 read unit. */
  read(key: Attributes): Promise<Attributes | undefined>;
  /** 1 write unit, also where the guard fails. */
  update(key: Attributes, write: Write): Promise<UpdateResult>;
  /** False where the guard failed. 1 write unit. */
  put(item: Attributes, guard: Expression): Promise<boolean>;
}

/** @throws DatabaseUnavailable from every method; any other exception is a defect of the caller's or the stage's */
export function createDatabase(client: DynamoDB, tableName: string): Database {
  const read = async (key: Attributes) => {
    const command = new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true });
    return (await client.send(command).catch(translate)).Item;
  };
  return {
    read,
    update: async (key, { guard, update }) => {
      try {
        const { Attributes } = await client.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: key,
            UpdateExpression: update.text,
            ConditionExpression: guard.text,
            ExpressionAttributeValues: { ...update.values, ...guard.values },
            ReturnValues: 'ALL_OLD',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        );
        return { written: true, before: Attributes };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) return translate(error);
        // An engine without ALL_OLD returns no item, and neither does one where there is none: look.
        return { written: false, lostTo: error.Item ?? (await read(key)) };
      }
    },
    put: async (item, guard) => {
      try {
        await client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: item,
            ConditionExpression: guard.text,
            // DynamoDB refuses an empty object.
            ...(Object.keys(guard.values).length > 0 && { ExpressionAttributeValues: guard.values }),
          }),
        );
        return true;
      } catch (error) {
        return error instanceof ConditionalCheckFailedException ? false : translate(error);
      }
    },
  };
}

const THROTTLES = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'ReplicatedWriteConflictException',
]);

/** Throttled, failed, timed out or cut off: unavailable. Refused for what was asked: a defect, as it came. */
function translate(error: unknown): never {
  if (!(error instanceof Error)) throw error;
  const unavailable =
    error instanceof DynamoDBServiceException
      ? error.$fault === 'server' || THROTTLES.has(error.name)
      : error.name === 'TimeoutError' || 'code' in error || '$metadata' in error;
  throw unavailable ? new DatabaseUnavailable(error.name, { cause: error }) : error;
}
