/** Everything that a handler works with. Made once a process, at module scope, so that warm requests reuse it. */
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { randomInt } from 'node:crypto';
import { connectionsTimeouts, createConnections, type Connections } from '../connections/connections.ts';
import type { Distribution } from '../distribution/distribution.ts';
import { distributionThroughConnections } from '../distribution/through-connections.ts';
import { databaseTimeouts, type DynamoDB } from '../store/database.ts';
import { createRosterStore, type RosterStore } from '../store/roster-store.ts';
import { createSpeakerStore, type SpeakerStore } from '../store/speaker-store.ts';
import { readSettings, type Settings } from './environment.ts';
import { logToStdout, type Log } from './log.ts';

/** What a process brings: its settings, and the outside world. */
export interface Outside {
  readonly settings: Settings;
  readonly database: DynamoDB;
  readonly connections: Connections;
  readonly log: Log;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** From `min` to below `max`; cryptographically random. */
  readonly randomInt: (min: number, max: number) => number;
  /** Milliseconds on a clock that never jumps, for durations only. */
  readonly monotonicMs: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

export interface Services extends Omit<Outside, 'wait'> {
  readonly store: SpeakerStore;
  readonly rosters: RosterStore;
  readonly distribution: Distribution;
}

export function servicesOf({ wait, ...outside }: Outside): Services {
  const { database: client, settings } = outside;
  const { tableName, terms } = settings;
  const rosters = createRosterStore({ client, tableName });
  return {
    ...outside,
    store: createSpeakerStore({ client, tableName, terms }),
    rosters,
    distribution: distributionThroughConnections({ ...outside, rosters, wait }),
  };
}

/** @throws Error where the environment lacks a setting or holds a wrong one */
export function lambdaServices(): Services {
  const settings = readSettings(process.env);
  const connectionsApi = new ApiGatewayManagementApiClient({
    endpoint: settings.connectionsEndpoint,
    maxAttempts: connectionsTimeouts.attempts,
    requestHandler: requestHandler(connectionsTimeouts.attemptMs),
  });
  return servicesOf({
    settings,
    database: databaseClient(),
    connections: createConnections(connectionsApi),
    log: logToStdout,
    randomInt,
    random: () => randomInt(0, 2 ** 32) / 2 ** 32,
    monotonicMs: () => performance.now(),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
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
