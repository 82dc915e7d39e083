/** Everything that a handler works with. Made once a process, at module scope, so that warm requests reuse it. */
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { randomInt } from 'node:crypto';
import { connectionsTimeouts, createConnections, type Connections } from '../connections/connections.ts';
import { databaseTimeouts } from '../store/database.ts';
import { createSpeakerStore, type SpeakerStore } from '../store/speaker-store.ts';
import { readSettings, type Settings } from './environment.ts';
import { logToStdout, type Log } from './log.ts';

export interface Services {
  readonly settings: Settings;
  readonly store: SpeakerStore;
  readonly connections: Connections;
  readonly log: Log;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** From `min` to below `max`; cryptographically random. */
  readonly randomInt: (min: number, max: number) => number;
  /** Milliseconds on a clock that never jumps, for durations only. */
  readonly monotonicMs: () => number;
}

/** @throws Error where the environment lacks a setting or holds a wrong one */
export function lambdaServices(): Services {
  const settings = readSettings(process.env);
  const { terms, tableName } = settings;
  const client = databaseClient();
  const connectionsApi = new ApiGatewayManagementApiClient({
    endpoint: settings.connectionsEndpoint,
    maxAttempts: connectionsTimeouts.attempts,
    requestHandler: requestHandler(connectionsTimeouts.attemptMs),
  });
  return {
    settings,
    store: createSpeakerStore({ client, tableName, terms }),
    connections: createConnections(connectionsApi),
    log: logToStdout,
    randomInt,
    random: () => randomInt(0, 2 ** 32) / 2 ** 32,
    monotonicMs: () => performance.now(),
  };
}

export const databaseClient = (): DynamoDBClient =>
  new DynamoDBClient({
    maxAttempts: databaseTimeouts.attempts,
    requestHandler: requestHandler(databaseTimeouts.attemptMs),
  });

/** Without `throwOnRequestTimeout` the SDK only warns about a request that takes too long, and goes on waiting. */
const requestHandler = (attemptMs: number) => ({
  connectionTimeout: attemptMs,
  requestTimeout: attemptMs,
  throwOnRequestTimeout: true,
});
