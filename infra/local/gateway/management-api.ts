/** The @connections API: post to a connection, look at it, close it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf } from '../body.ts';
import { answerError, httpErrors } from './answers.ts';
import type { Connection } from './connection.ts';
import type { Connections } from './connections.ts';
import { STAGE } from './events.ts';
import { newId } from './ids.ts';
import type { GatewayLimits } from './limits.ts';
import type { Throttle } from './throttle.ts';

export interface ManagementApi {
  readonly connections: Connections;
  readonly requests: Throttle;
  readonly limits: Pick<GatewayLimits, 'messageBytes'>;
}

const PATH = new RegExp(`^/${STAGE}/(?:@|%40)connections/([^/]+)$`);
const methods = ['POST', 'GET', 'DELETE'] as const;
type Method = (typeof methods)[number];
const CLOSED_NORMALLY = { code: 1000, reason: 'Connection Closed Normally' };

/** @returns the connection id of a call to this API; undefined for any other request */
export function managedConnectionId({ url = '/' }: IncomingMessage): string | undefined {
  const escaped = PATH.exec(url.split('?', 1)[0] ?? '')?.[1];
  if (escaped === undefined) return undefined;
  try {
    return decodeURIComponent(escaped);
  } catch {
    return escaped;
  }
}

export async function manageConnection(
  connectionId: string,
  request: IncomingMessage,
  response: ServerResponse,
  api: ManagementApi,
): Promise<void> {
  const body = await bodyOf(request);
  const refusal = refusalOf(request, body, api);
  // Also while `$connect` runs: the connection does not exist before its integration has returned.
  const connection = api.connections.find(connectionId);
  if (refusal !== undefined) answerError(response, refusal);
  else if (connection === undefined) answerError(response, httpErrors.gone);
  else if (request.method === 'POST' && connection.isBackedUp()) answerError(response, httpErrors.throttled);
  else perform(request.method as Method, connection, body, response);
}

function refusalOf({ method, headers }: IncomingMessage, body: Buffer, api: ManagementApi) {
  // The signature itself is not checked: there is nobody here to keep out, only a caller who forgot to sign.
  if (!headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) return httpErrors.forbidden;
  if (!api.requests.admits()) return httpErrors.throttled;
  if (!methods.some((known) => known === method)) return httpErrors.methodNotAllowed;
  if (method === 'POST' && body.length > api.limits.messageBytes) return httpErrors.payloadTooLarge;
  return undefined;
}

function perform(method: Method, connection: Connection, body: Buffer, response: ServerResponse): void {
  response.setHeader('x-amzn-requestid', newId());
  switch (method) {
    case 'POST':
      connection.send(body.toString('utf8'));
      response.writeHead(200).end();
      return;
    case 'GET':
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(descriptionOf(connection)));
      return;
    case 'DELETE':
      connection.close(CLOSED_NORMALLY);
      response.writeHead(204).end();
  }
}

/** Field names as on the wire; the SDK capitalises them. */
function descriptionOf(connection: Connection) {
  const { connectedAt, request } = connection.facts;
  return {
    connectedAt: new Date(connectedAt).toISOString(),
    identity: { sourceIp: request.sourceIp, userAgent: request.userAgent },
    lastActiveAt: new Date(connection.lastActiveAt()).toISOString(),
  };
}
