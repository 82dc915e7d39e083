// What the functions write into their log: real handlers, rules and store on a table in memory, and the authorizer.
import { GoneException } from '@aws-sdk/client-apigatewaymanagementapi';
import { InternalServerError } from '@aws-sdk/client-dynamodb';
import type { APIGatewayRequestAuthorizerEvent, DynamoDBRecord } from 'aws-lambda';
import { randomInt } from 'node:crypto';
import type { SpeakerId } from '#protocol/units.ts';
import { places } from '../../infra/local/places.ts';
import { loadSigningKey } from '../../infra/local/sign-in/signing-key.ts';
import { CLIENT_ID, ISSUER, mintAccessToken } from '../../infra/local/sign-in/tokens.ts';
import { createConnections, type ConnectionsApi } from '../../lambdas/connections/connections.ts';
import { unrouted } from '../../lambdas/default.ts';
import { keepHistory } from '../../lambdas/history.ts';
import { readSettings } from '../../lambdas/runtime/environment.ts';
import { historyLog } from '../../lambdas/runtime/history-log.ts';
import { firstLineCold } from '../../lambdas/runtime/log.ts';
import { servicesOf } from '../../lambdas/runtime/services.ts';
import { changesBetween, type Change } from '../../lambdas/session/changes.ts';
import { decideCreate } from '../../lambdas/session/create.ts';
import { DatabaseUnavailable, type DynamoDB } from '../../lambdas/store/database.ts';
import { fromAttributes, stored } from '../../lambdas/store/items.ts';
import { operationOf, Table, type Command } from '../simulation/dynamodb/table.ts';
import { gatewayEvent, type EventFields } from './gateway-event.ts';
import { createMessage, makeName, newPage, START, terms, type Named, type Page } from './speaker.ts';
import { imageOf } from './stream-image.ts';
import { sessionHandlers } from './handlers.ts';

export interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string; readonly Unit?: string }[];
}
export type Line = Readonly<Record<string, unknown>> & {
  readonly outcome: string;
  readonly _aws: { readonly Timestamp: number; readonly CloudWatchMetrics: readonly Directive[] };
};
/** A line that tells no number. */
const uncounted: Line['_aws'] = { Timestamp: START, CloudWatchMetrics: [] };

const factories = { ...sessionHandlers, $default: unrouted };
export type RouteKey = keyof typeof factories;

/** Functions that have each written a line before: none of what follows is a cold start. */
export async function openFunctions() {
  const lines: Line[] = [];
  const trouble = {
    /** Before each write, for a rival's own; undefined again when it has been called. */
    beforeWrite: undefined as (() => Promise<unknown>) | undefined,
    database: undefined as Error | undefined,
    /** After each write that went through. */
    afterWrite: undefined as (() => void) | undefined,
    connectionsAreGone: false,
    /** Posts run into their time limit. */
    connectionsTakeNothing: false,
  };
  const changes: Change['kind'][] = [];
  const table = new Table<undefined>((key, before, after) => {
    const [kind, speakerId] = key.split('#') as [string, SpeakerId];
    const read = (attributes: typeof after) => fromAttributes(speakerId, attributes);
    if (kind === 'SPEAKER')
      for (const { change } of changesBetween(before && read(before), read(after))) changes.push(change.kind);
  });
  const send = async (command: Command) => {
    if (trouble.database !== undefined) throw trouble.database;
    if (operationOf(command) === 'UpdateItem') await trouble.beforeWrite?.();
    const output = table.execute(command, undefined);
    if (operationOf(command) === 'UpdateItem') trouble.afterWrite?.();
    return output;
  };
  // Few places, so that they can be taken.
  const settings = { ...readSettings(process.env), listenerLimit: 3 };
  const services = servicesOf({
    settings,
    database: { send: send as DynamoDB['send'] },
    connections: createConnections({
      send: (async () => {
        if (trouble.connectionsTakeNothing) throw new Error('Request did not complete in time');
        if (trouble.connectionsAreGone) throw new GoneException({ message: 'Gone', $metadata: {} });
        return {};
      }) as ConnectionsApi['send'],
    }),
    log: firstLineCold((text) => lines.push(lineOf(text))),
    random: () => 0.5,
    randomInt,
    monotonicMs: () => performance.now(),
    wait: async () => undefined,
  });
  const on = async (routeKey: RouteKey, fields: EventFields = {}): Promise<Line> => {
    await factories[routeKey](services)(gatewayEvent(routeKey, fields));
    const line = lines.at(-1);
    if (line === undefined) throw new Error(`${routeKey} wrote no line.`);
    return line;
  };
  const by = (page: Page) => ({ connectionId: page.caller.connectionId, speakerId: page.caller.speakerId });
  /** A new page's session. */
  const live = async (page = newPage()): Promise<Named & { readonly page: Page }> => {
    const line = await on('createSession', { ...by(page), body: createMessage(page) });
    return { page, sessionId: line['sessionId'] as Named['sessionId'], epoch: 1 };
  };
  await on('$default', { body: '{}' });
  return {
    on,
    by,
    live,
    lines: lines as readonly Line[],
    changes: changes as readonly Change['kind'][],
    trouble,
    settings,
  };
}

export type Functions = Awaited<ReturnType<typeof openFunctions>>;

/** One line is one JSON object and its end: anything else is no embedded metric format. */
export function lineOf(text: string): Line {
  if (!/^\{[^\n]*\}\n$/.test(text)) throw new Error(`Not one line: ${JSON.stringify(text)}`);
  return JSON.parse(text) as Line;
}

/** The history's lines on a write that cannot be read, and on one that cannot be kept. */
export async function historyLines(): Promise<readonly Line[]> {
  const written: string[] = [];
  const keep = keepHistory({
    history: {
      keepChange: async () => {
        throw new DatabaseUnavailable('TimeoutError');
      },
    },
    log: historyLog({ stage: 'prod', now: () => START, write: (text) => written.push(text) }),
  });
  const page = newPage();
  const decided = decideCreate(undefined, createMessage(page), page.caller, terms, START, makeName());
  if (decided.kind !== 'commit') throw new Error('No session.');
  const image = imageOf(decided.next);
  const record = (SequenceNumber: string, NewImage: unknown) =>
    ({ eventName: 'INSERT', dynamodb: { SequenceNumber, NewImage } }) as DynamoDBRecord;
  await keep({ Records: [record('1', { ...image, [stored.schema]: { N: '99' } }), record('2', image)] });
  return written.map((text) => Object.assign({ _aws: uncounted }, lineOf(text)));
}

export const databaseDown = () => new InternalServerError({ message: 'no', $metadata: {} });

/** The authorizer's line on a handshake with a good token from a bad page, or without a token; undefined: it said nothing. */
export async function knock(origin: string, withToken: boolean): Promise<Line | undefined> {
  const key = await loadSigningKey(places.signingKey);
  Object.assign(process.env, { ISSUER, CLIENT_ID, JWKS: JSON.stringify({ keys: [key.publicJwk] }) });
  const { handler } = await import('../../lambdas/authorizer.ts');
  const token = await mintAccessToken(key, { name: 'anna', expiresInSeconds: 3_600 }, Date.now());
  const event = {
    type: 'REQUEST',
    methodArn: 'arn:aws:execute-api:us-east-1:000000000000:local/prod/$connect',
    headers: {
      Origin: origin,
      'Sec-WebSocket-Protocol': withToken ? `podium.v1, bearer.${token}` : 'podium.v1',
    },
    requestContext: {
      connectionId: 'connection-1=',
      requestId: 'gateway-request-1',
      requestTimeEpoch: START,
      stage: 'prod',
    },
  } as unknown as APIGatewayRequestAuthorizerEvent;
  const written: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (text) => written.push(String(text)) > 0;
  try {
    await handler(event);
  } catch (error) {
    if (!(error instanceof Error && error.message === 'Unauthorized')) throw error;
  } finally {
    process.stdout.write = write;
  }
  return written.map(lineOf)[0];
}
