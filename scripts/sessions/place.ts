// Where the sessions are: the tables and the gateway of a stage, or of a local stack.
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { createConnections, type Connections } from '../../lambdas/connections/connections.ts';
import type { Distribution } from '../../lambdas/distribution/distribution.ts';
import { distributionThroughConnections } from '../../lambdas/distribution/through-connections.ts';
import { createHistoryStore, type HistoryStore } from '../../lambdas/store/history-store.ts';
import { createOperatorStore, type OperatorStore } from '../../lambdas/store/operator-store.ts';
import { createRosterStore } from '../../lambdas/store/roster-store.ts';
import type { At } from './command-line.ts';
import { CommandError } from './errors.ts';
import { requestHandler } from './request-times.ts';

export interface Place {
  /** For sentences: `the stage prod`. */
  readonly name: string;
  readonly database: DynamoDBClient;
  readonly tableName: string;
  readonly historyTableName: string;
  /** Whether anybody writes changes there. */
  readonly keepsHistory: boolean;
  readonly sessions: OperatorStore;
  readonly history: HistoryStore;
  readonly connections: Connections;
  /** To those who listen. */
  readonly distribution: Distribution;
}

/** What a stack of infra/podium-stack.ts tells operators in its outputs; the local stack tells the same. */
export const outputsSchema = v.object({
  TableName: v.string(),
  HistoryTableName: v.string(),
  HistoryDays: v.pipe(v.string(), v.transform(Number), v.integer()),
  ConnectionsEndpoint: v.string(),
});
const localOutputs = v.object({
  ...outputsSchema.entries,
  DatabaseEndpoint: v.string(),
  KeepsHistory: v.picklist(['true', 'false']),
});

const LOCAL_MS = 5_000;

/** @throws CommandError, or the SDK's errors */
export const openPlace = (at: At): Promise<Place> =>
  'stage' in at ? openStage(at.stage) : openLocal(at.gatewayPort);

async function openStage(stage: string): Promise<Place> {
  // Only now: they bring another client along.
  const [
    { settleAwsEnvironment },
    { stackName },
    { checkStageName, readStage },
    { noSuchStage, olderStage, outputsOf },
  ] = await Promise.all([
    import('../aws-environment.ts'),
    import('../../infra/stack-names.ts'),
    import('../../infra/settings/stage-file.ts'),
    import('./stack-outputs.ts'),
  ]);
  settleAwsEnvironment(process.env);
  const { region } = readStage(checkStageName(stage));
  const where = region === undefined ? {} : { region };
  const found = await outputsOf(stackName(stage), where);
  if (found === undefined) throw new CommandError(noSuchStage(stage));
  const outputs = v.safeParse(outputsSchema, found);
  if (!outputs.success) throw new CommandError(olderStage(stage));
  return placeOf(`the stage ${stage}`, outputs.output, true, where, where);
}

async function openLocal(gatewayPort: number): Promise<Place> {
  const origin = `http://localhost:${gatewayPort}`;
  // Another server at that port may answer anything, or nothing for ever.
  const answer: unknown = await fetch(`${origin}/_local/outputs`, { signal: AbortSignal.timeout(LOCAL_MS) })
    .then((response) => (response.ok ? response.json() : undefined))
    .catch(() => undefined);
  const outputs = v.safeParse(localOutputs, answer);
  if (!outputs.success)
    throw new CommandError(
      `No local stack answers at ${origin}: start one with npm start, name its port with --gateway-port, or a stage with --stage.`,
    );
  const { DatabaseEndpoint: endpoint, KeepsHistory } = outputs.output;
  const local = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const keepsHistory = KeepsHistory === 'true';
  return placeOf('the local stack', outputs.output, keepsHistory, { ...local, endpoint }, local);
}

function placeOf(
  name: string,
  outputs: v.InferOutput<typeof outputsSchema>,
  keepsHistory: boolean,
  databaseAt: ConstructorParameters<typeof DynamoDBClient>[0],
  gatewayAt: ConstructorParameters<typeof ApiGatewayManagementApiClient>[0],
): Place {
  const { ConnectionsEndpoint: endpoint, HistoryDays: days, HistoryTableName, TableName } = outputs;
  const client = new DynamoDBClient({ requestHandler, ...databaseAt });
  const connections = createConnections(
    new ApiGatewayManagementApiClient({ requestHandler, ...gatewayAt, endpoint }),
  );
  return {
    name,
    database: client,
    tableName: TableName,
    historyTableName: HistoryTableName,
    keepsHistory,
    sessions: createOperatorStore({ client, tableName: TableName }),
    history: createHistoryStore({ client, tableName: HistoryTableName, days }),
    connections,
    distribution: distributionThroughConnections({
      rosters: createRosterStore({ client, tableName: TableName }),
      connections,
      random: () => randomInt(2 ** 32) / 2 ** 32,
      monotonicMs: () => performance.now(),
      wait: async (ms) => wait(ms),
    }),
  };
}
