// What Podium is held against: a bare `ws` server that says what it is told, and one that makes a conditional write before.
import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { once } from 'node:events';
import { WebSocketServer } from 'ws';
import { startEngine } from '../../../infra/local/database/engine-process.ts';
import { hasStreams, type EngineName } from '../../../infra/local/database/engines.ts';
import { openTable } from '../../../infra/local/database/table.ts';
import { portOf } from '../../../infra/local/ports.ts';
import { databaseClient } from '../../../lambdas/runtime/services.ts';
import { answerParent } from '../child.ts';
import type { Stage } from '../line.ts';
import { memoryNow, type Memory } from './memory.ts';

export type BareQuestions = {
  /** Writes to an engine of its own where one is named. */
  open: { asks: { writesTo?: EngineName }; answers: Stage };
  memory: { asks: undefined; answers: Memory };
};

const TABLE = 'bare';

answerParent<BareQuestions>({
  async open({ writesTo }) {
    const write = writesTo === undefined ? async () => undefined : await writer(writesTo);
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
    server.on('connection', (socket) => {
      const connectionId = crypto.randomUUID();
      socket.on('message', (data: Buffer) => {
        void write(connectionId).then(() => socket.send(data, { binary: false }));
      });
    });
    await once(server, 'listening');
    return { url: `ws://127.0.0.1:${portOf(server)}`, origin: 'http://localhost' };
  },
  memory: memoryNow,
});

/** One conditional write, as bare as it can be: a small item, and nothing is done with the answer. */
async function writer(engine: EngineName) {
  const { port } = await startEngine(engine, undefined);
  const endpoint = `http://127.0.0.1:${port}`;
  const table = openTable(endpoint, TABLE, hasStreams(engine));
  await table.create();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  const client = databaseClient();
  return async (connectionId: string): Promise<void> => {
    const command = new UpdateItemCommand({
      TableName: TABLE,
      Key: { pk: { S: connectionId } },
      UpdateExpression: 'SET epoch = :epoch, lease = :lease',
      ConditionExpression: 'attribute_not_exists(epoch) OR epoch = :epoch',
      ExpressionAttributeValues: { ':epoch': { N: '1' }, ':lease': { N: String(Date.now()) } },
    });
    await client.send(command).catch((error: unknown) => {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    });
  };
}
