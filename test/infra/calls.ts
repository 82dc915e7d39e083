// Every call that the Lambdas make of AWS while something is played to them, with the function that made it.
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { AsyncLocalStorage } from 'node:async_hooks';
import { startDatabase } from '../../infra/local/database.ts';
import { createFaultInjector } from '../../infra/local/gateway/faults.ts';
import { startGateway } from '../../infra/local/gateway/gateway.ts';
import type { LambdaContext, LambdaHandler } from '../../infra/local/gateway/invocation.ts';
import { awsLimits } from '../../infra/local/gateway/limits.ts';
import { loadLambdas, localEnvironment } from '../../infra/local/lambdas.ts';
import { places } from '../../infra/local/places.ts';
import { reservePort } from '../../infra/local/ports.ts';
import { loadSigningKey } from '../../infra/local/sign-in/signing-key.ts';
import { mintAccessToken } from '../../infra/local/sign-in/tokens.ts';
import { history, routes } from '../../infra/routes.ts';
import { limits } from '#protocol/limits.ts';
import { listenerOptions, openSocket, speakerOptions, type TestSocket } from '../support/socket.ts';

export interface Call {
  /** The route of the function that made it, or its name where it has none. */
  readonly by: string;
  readonly action: string;
  /** As an ARN, with words for region, account and API. */
  readonly resource: string;
  /** What IAM compares as `dynamodb:LeadingKeys`. */
  readonly leadingKey: string | undefined;
}

const TABLE = 'podium';
const STAGE = 'test';
const ORIGIN = 'http://localhost:3000';
const HOUR_MS = 3_600_000;

/** A gateway with the functions as they are, every call of theirs recorded, and a clock that can be set forward. */
export async function startRecorded() {
  const calls: Call[] = [];
  const running = new AsyncLocalStorage<string>();
  const record = (call: Omit<Call, 'by'>): void => {
    calls.push({ by: running.getStore() ?? 'nobody', ...call });
  };

  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  const key = await loadSigningKey(places.signingKey);
  const database = await startDatabase({ engine: 'dynalite', tableName: TABLE });
  const tables = new Map([
    [TABLE, 'speakers'],
    [database.historyTableName, 'history'],
  ]);
  listen(DynamoDBClient, (command) => {
    record(databaseCall(command, tables));
    return undefined;
  });
  let deaf = false;
  listen(ApiGatewayManagementApiClient, (command) => {
    record(connectionCall(command));
    return deaf && command instanceof PostToConnectionCommand ? new Error('taken by nobody') : undefined;
  });
  const reserved = await reservePort(0, '');
  const { port, server } = reserved;
  const lambdas = await loadLambdas({
    ...localEnvironment({
      tableName: TABLE,
      historyTableName: database.historyTableName,
      databaseEndpoint: database.endpoint,
      gatewayPort: port,
      key,
      siteOrigin: ORIGIN,
    }),
    STAGE,
    LISTENER_LIMIT: '2',
  });
  const as =
    (name: string, handler: LambdaHandler): LambdaHandler =>
    (...given) =>
      running.run(name, () => handler(...given));
  const gateway = startGateway({
    handlers: new Map([...lambdas.handlers].map(([name, handler]) => [name, as(name, handler)])),
    authorizer: as('authorizer', lambdas.authorizer),
    server,
    routes,
    limits: awsLimits,
    faults: createFaultInjector(),
    now,
  });
  reserved.open();
  return {
    calls: calls as readonly Call[],
    connect: async (speaker: string): Promise<TestSocket> => {
      const token = await mintAccessToken(key, { name: speaker, expiresInSeconds: 2 * 3_600 }, now());
      return openSocket(`ws://localhost:${port}/prod`, speakerOptions(token, ORIGIN));
    },
    follow: (sessionId: string): Promise<TestSocket> =>
      openSocket(`ws://localhost:${port}/prod`, listenerOptions(sessionId, ORIGIN)),
    /** From now on nobody takes a push in time. */
    letNobodyHear: () => (deaf = true),
    letEverybodyHear: () => (deaf = false),
    /** So that listeners may be told of their number again. */
    letAWhilePass: () => (aheadMs += limits.sessionChangedMs),
    /** As Lambda's poller does it. */
    feedHistory: (event: DynamoDBStreamEvent) =>
      running.run(history.name, () => lambdas.history(event, {} as LambdaContext)),
    /** So that every token of before has run out. */
    letTokensRunOut: () => (aheadMs += 3 * HOUR_MS),
    /** Settles when no connection of the gateway's is left, and with it every `$disconnect`. */
    stop: async () => {
      await gateway.stop();
      await database.stop();
    },
  };
}

/** Every client of that class tells what it sends; the answer is its own, unless it is told an error. */
function listen(client: { prototype: object }, tell: (command: unknown) => Error | undefined): void {
  const prototype = client.prototype as { send: (this: unknown, ...given: unknown[]) => unknown };
  const { send } = prototype;
  prototype.send = function (this: unknown, ...given) {
    const refusal = tell(given[0]);
    return refusal === undefined ? send.apply(this, given) : Promise.reject(refusal);
  };
}

interface DatabaseInput {
  readonly TableName?: string;
  readonly Key?: Record<string, { S?: string }>;
  readonly Item?: Record<string, { S?: string }>;
}

function databaseCall(command: unknown, tables: ReadonlyMap<string, string>): Omit<Call, 'by'> {
  const { constructor, input } = command as { constructor: { name: string }; input: DatabaseInput };
  const key = input.Key?.['pk'] ?? input.Item?.['pk'];
  return {
    action: `dynamodb:${constructor.name.replace(/Command$/, '')}`,
    resource: `arn:aws:dynamodb:region:account:table/${tables.get(input.TableName ?? '') ?? 'unknown'}`,
    leadingKey: key?.S,
  };
}

function connectionCall(command: unknown): Omit<Call, 'by'> {
  const verb =
    command instanceof PostToConnectionCommand
      ? 'POST'
      : command instanceof DeleteConnectionCommand
        ? 'DELETE'
        : 'unknown';
  return {
    action: 'execute-api:ManageConnections',
    resource: `arn:aws:execute-api:region:account:api/${STAGE}/${verb}/@connections/id`,
    leadingKey: undefined,
  };
}

export type Recorded = Awaited<ReturnType<typeof startRecorded>>;
