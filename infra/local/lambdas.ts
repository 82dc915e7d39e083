/** Loads the Lambdas as they are: their environment first, then each route's module with its `handler`. */
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { authorizer, history, routes } from '../routes.ts';
import { STAGE } from './gateway/events.ts';
import type { LambdaHandler } from './gateway/invocation.ts';
import { places } from './places.ts';
import type { SigningKey } from './sign-in/signing-key.ts';
import { CLIENT_ID, ISSUER } from './sign-in/tokens.ts';
import { StartError } from './start-error.ts';

export interface Lambdas {
  /** By route key. */
  readonly handlers: ReadonlyMap<string, LambdaHandler>;
  readonly authorizer: LambdaHandler;
  readonly history: LambdaHandler;
}

/** Where the functions find things. */
export interface LambdaSurroundings {
  readonly tableName: string;
  readonly historyTableName: string;
  readonly databaseEndpoint: string;
  readonly gatewayPort: number;
  readonly key: SigningKey;
  readonly siteOrigin: string;
}

/** As a stage has it where its settings say nothing else. */
export const HISTORY_DAYS = '30';

export const connectionsEndpoint = (gatewayPort: number): string =>
  `http://127.0.0.1:${gatewayPort}/${STAGE}`;

/** The functions' environment: as the deployed one, with local addresses and made-up credentials. */
export const localEnvironment = ({
  tableName,
  historyTableName,
  databaseEndpoint,
  gatewayPort,
  key,
  siteOrigin,
}: LambdaSurroundings): Record<string, string> => ({
  TABLE_NAME: tableName,
  HISTORY_TABLE_NAME: historyTableName,
  HISTORY_DAYS,
  STAGE,
  CONNECTIONS_ENDPOINT: connectionsEndpoint(gatewayPort),
  AWS_ENDPOINT_URL_DYNAMODB: databaseEndpoint,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  ISSUER,
  CLIENT_ID,
  // aws-jwt-verify fetches key sets over https only: here they are handed over.
  JWKS: JSON.stringify({ keys: [key.publicJwk] }),
  ALLOWED_ORIGINS: siteOrigin,
  LISTENERS: 'anyone',
  LANGUAGES: 'en',
});

/** @param environment what the modules read while they are loaded; it becomes part of this process's own */
export async function loadLambdas(environment: Readonly<Record<string, string>>): Promise<Lambdas> {
  Object.assign(process.env, environment);
  const handlers = new Map<string, LambdaHandler>();
  for (const { routeKey, entry } of routes) handlers.set(routeKey, await load(entry));
  return { handlers, authorizer: await load(authorizer.entry), history: await load(history.entry) };
}

async function load(entry: string): Promise<LambdaHandler> {
  const module: unknown = await import(pathToFileURL(join(places.project, entry)).href);
  if (typeof module === 'object' && module !== null && 'handler' in module && isHandler(module.handler))
    return module.handler;
  throw new StartError(`The Lambda ${entry} exports no function called handler.`);
}

const isHandler = (value: unknown): value is LambdaHandler => typeof value === 'function';
