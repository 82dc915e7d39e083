/** Tables on an engine of their own, with nothing between them and who asks. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startEngine } from '../../infra/local/database/engine-process.ts';
import { openTable } from '../../infra/local/database/table.ts';
import { engine } from './engine.ts';

export interface Tables {
  readonly port: number;
  readonly client: DynamoDBClient;
  stop(): Promise<void>;
}

/** @param names of tables as a stage has for its sessions. @param histories of tables as it has for their history */
export async function startTables(
  names: readonly string[],
  histories: readonly string[] = [],
): Promise<Tables> {
  const running = await startEngine(engine, undefined);
  const endpoint = `http://127.0.0.1:${running.port}`;
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const stop = async () => {
    client.destroy();
    await running.stop();
  };
  try {
    for (const name of names) {
      const table = openTable(endpoint, name, false);
      await table.create();
      for (const history of histories) await table.createHistory(history);
      table.close();
    }
    return { port: running.port, client, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
