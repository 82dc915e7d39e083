// What is left of a session function without Podium: the clients and commands that it carries, and one conditional write.
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';

const { TABLE_NAME, CONNECTIONS_ENDPOINT } = process.env;
const database = new DynamoDBClient({});
const connections = new ApiGatewayManagementApiClient({ endpoint: CONNECTIONS_ENDPOINT ?? '' });
/** Exported, so that a bundler keeps them. */
export const carried = [GetItemCommand, PutItemCommand, DeleteConnectionCommand];

export interface Asked {
  /** Of a speaker's item. */
  readonly key: string;
  readonly leaseUntil: number;
  /** How often it is written, one after the other. */
  readonly writes: number;
  /** To whom a word is said at the end. */
  readonly post?: string;
}

export async function handler({ key, leaseUntil, writes, post }: Asked): Promise<void> {
  for (let write = 0; write < writes; write += 1) await database.send(renewal(key, leaseUntil + write));
  if (post !== undefined)
    await connections.send(new PostToConnectionCommand({ ConnectionId: post, Data: Buffer.from(post) }));
}

const renewal = (key: string, leaseUntil: number) =>
  new UpdateItemCommand({
    TableName: TABLE_NAME,
    Key: { pk: { S: key } },
    UpdateExpression: 'SET lu = :lease',
    ConditionExpression: 'lu < :lease',
    ExpressionAttributeValues: { ':lease': { N: String(leaseUntil) } },
    ReturnValues: 'ALL_OLD',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
