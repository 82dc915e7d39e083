// What the database's refusals mean, whichever operation meets them.
import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { createDatabase, DatabaseUnavailable, type Database } from '../../../lambdas/store/database.ts';

const guard = { text: 'attribute_not_exists(pk)', values: {} };
const operations: Readonly<Record<keyof Database, (database: Database) => Promise<unknown>>> = {
  read: (database) => database.read({ pk: { S: 'a' } }),
  update: (database) =>
    database.update({ pk: { S: 'a' } }, { guard, update: { text: 'SET a = b', values: {} } }),
  put: (database) => database.put({ pk: { S: 'a' } }, guard),
};

/** As DynamoDB refuses: with HTTP 400, the fault being the caller's. */
const refusal = (name: string) =>
  new DynamoDBServiceException({ name, $fault: 'client', message: 'Refused', $metadata: {} });
const refusing = (error: Error) => createDatabase({ send: () => Promise.reject(error) }, 'podium');

describe.each(Object.entries(operations))('%s', (_operation, run) => {
  test.each([
    'ProvisionedThroughputExceededException',
    'RequestLimitExceeded',
    'ThrottlingException',
    'ReplicatedWriteConflictException',
  ])('that is refused with %s finds the database unavailable', async (name) => {
    const error = refusal(name);
    const thrown: unknown = await run(refusing(error)).catch((reason: unknown) => reason);
    expect(thrown).toBeInstanceOf(DatabaseUnavailable);
    expect(thrown).toMatchObject({ message: name, cause: error });
  });

  test('that is refused for what it asks is a defect, as it came', async () => {
    const error = refusal('ValidationException');
    await expect(run(refusing(error))).rejects.toBe(error);
  });
});
