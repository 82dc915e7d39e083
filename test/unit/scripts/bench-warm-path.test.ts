// What a handler asks of the database, taken down and made again.
import { GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import type { DynamoDB } from '../../../lambdas/store/database.ts';
import { answersAtHand, bareCalls, recorded } from '../../../scripts/bench/warm-path/recording.ts';

const key = (pk: string) => ({ pk: { S: pk } });
const read = (pk: string) => new GetItemCommand({ TableName: 'one', Key: key(pk) });
const put = (pk: string) => new PutItemCommand({ TableName: 'one', Item: key(pk) });
const update = (pk: string) =>
  new UpdateItemCommand({ TableName: 'one', Key: key(pk), UpdateExpression: '' });

/** Says what it is asked, and how many others it has under way. */
function wordyClient() {
  const asked: { name: string; table: string | undefined; underWay: number }[] = [];
  let underWay = 0;
  const send = async (command: ReturnType<typeof read>) => {
    asked.push({ name: command.constructor.name, table: command.input.TableName, underWay });
    underWay += 1;
    await Promise.resolve();
    underWay -= 1;
    return { number: asked.length };
  };
  return { asked, client: { send: send as unknown as DynamoDB['send'] } };
}

test('calls are made again on another table, those side by side that were so', async () => {
  const { client } = wordyClient();
  const recording = recorded(client);
  await Promise.all([recording.client.send(read('a')), recording.client.send(put('b'))]);
  await recording.client.send(update('a'));
  const steps = recording.take();
  expect(steps.map((step) => step.length)).toEqual([2, 1]);

  const other = wordyClient();
  await bareCalls(steps, other.client, 'two')();
  expect(other.asked).toEqual([
    { name: 'GetItemCommand', table: 'two', underWay: 0 },
    { name: 'PutItemCommand', table: 'two', underWay: 1 },
    { name: 'UpdateItemCommand', table: 'two', underWay: 0 },
  ]);
});

test('what was taken is not taken again', async () => {
  const recording = recorded(wordyClient().client);
  await recording.client.send(read('a'));
  recording.take();
  await recording.client.send(update('a'));
  expect(recording.take()).toHaveLength(1);
});

test('answers at hand are those that were given, in their order', async () => {
  const recording = recorded(wordyClient().client);
  const first = await recording.client.send(read('a'));
  const second = await recording.client.send(update('a'));
  const atHand = answersAtHand();
  atHand.give(recording.take());
  expect([await atHand.client.send(read('a')), await atHand.client.send(update('a'))]).toEqual([
    first,
    second,
  ]);
});
