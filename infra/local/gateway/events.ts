/** The events that Lambdas are invoked with, field by field as API Gateway sends them. */
import type {
  APIGatewayEventWebsocketRequestContextV2,
  APIGatewayProxyWebsocketEventV2WithRequestContext,
} from 'aws-lambda';
import type { AuthorizerContext } from './authorization.ts';
import type { HandshakeRequest } from './handshake-request.ts';
import { newId } from './ids.ts';

export const STAGE = 'prod';
const API_ID = 'local';
const DOMAIN_NAME = 'localhost';
/** What an authorizer's policy is held against. */
export const CONNECT_ARN = `arn:aws:execute-api:us-east-1:000000000000:${API_ID}/${STAGE}/$connect`;

/** What the gateway knows of a connection from its handshake on. */
export interface ConnectionFacts {
  readonly connectionId: string;
  /** Epoch milliseconds. */
  readonly connectedAt: number;
  readonly request: HandshakeRequest;
  /** Absent before the authorizer has run, and where a gateway has none. */
  readonly authorizer?: AuthorizerContext;
}

/** How a connection ended, in the words of its `$disconnect` event. */
export interface Closure {
  readonly code: number;
  readonly reason: string;
}

/** The published type lacks what only some events have. */
interface RequestContext extends Omit<APIGatewayEventWebsocketRequestContextV2, 'messageId'> {
  messageId?: string;
  identity: { sourceIp: string; userAgent?: string };
  authorizer?: AuthorizerContext;
  disconnectStatusCode?: number;
  disconnectReason?: string;
}

export type WebsocketEvent = APIGatewayProxyWebsocketEventV2WithRequestContext<RequestContext> & {
  headers?: Record<string, string>;
  multiValueHeaders?: Record<string, string[]>;
};

export function authorizerEvent(facts: ConnectionFacts, atMs: number) {
  const { headers, multiValueHeaders, queryStringParameters, multiValueQueryStringParameters } =
    facts.request;
  return {
    type: 'REQUEST',
    methodArn: CONNECT_ARN,
    headers,
    multiValueHeaders,
    queryStringParameters,
    multiValueQueryStringParameters,
    stageVariables: {},
    requestContext: requestContext(facts, '$connect', 'CONNECT', atMs),
  };
}

export function connectEvent(facts: ConnectionFacts, atMs: number): WebsocketEvent {
  const { headers, multiValueHeaders, queryStringParameters, multiValueQueryStringParameters } =
    facts.request;
  const hasQuery = Object.keys(queryStringParameters).length > 0;
  return {
    headers: { ...headers },
    multiValueHeaders: { ...multiValueHeaders },
    ...(hasQuery && {
      queryStringParameters: { ...queryStringParameters },
      multiValueQueryStringParameters: { ...multiValueQueryStringParameters },
    }),
    requestContext: requestContext(facts, '$connect', 'CONNECT', atMs),
    isBase64Encoded: false,
  };
}

export function messageEvent(
  facts: ConnectionFacts,
  routeKey: string,
  requestId: string,
  body: string,
  atMs: number,
): WebsocketEvent {
  return {
    requestContext: {
      ...requestContext(facts, routeKey, 'MESSAGE', atMs),
      requestId,
      extendedRequestId: requestId,
      messageId: newId(),
    },
    body,
    isBase64Encoded: false,
  };
}

export function disconnectEvent(facts: ConnectionFacts, closure: Closure, atMs: number): WebsocketEvent {
  // The handshake's headers are gone by then; these four are what AWS sends instead.
  const headers = {
    Host: facts.request.host,
    'x-api-key': '',
    'X-Forwarded-For': facts.request.sourceIp,
    'x-restapi': '',
  };
  return {
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    requestContext: {
      ...requestContext(facts, '$disconnect', 'DISCONNECT', atMs),
      disconnectStatusCode: closure.code,
      disconnectReason: closure.reason,
    },
    isBase64Encoded: false,
  };
}

function requestContext(
  { connectionId, connectedAt, request, authorizer }: ConnectionFacts,
  routeKey: string,
  eventType: RequestContext['eventType'],
  atMs: number,
): RequestContext {
  const requestId = newId();
  return {
    routeKey,
    ...(authorizer !== undefined && { authorizer }),
    eventType,
    extendedRequestId: requestId,
    requestTime: commonLogTime(atMs),
    messageDirection: 'IN',
    stage: STAGE,
    connectedAt,
    requestTimeEpoch: atMs,
    identity: {
      sourceIp: request.sourceIp,
      ...(request.userAgent !== undefined && { userAgent: request.userAgent }),
    },
    requestId,
    domainName: DOMAIN_NAME,
    connectionId,
    apiId: API_ID,
  };
}

/** `16/Mar/2025:00:46:22 +0000`, the time of Apache's common log format. */
function commonLogTime(atMs: number): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) (\S+)/.exec(new Date(atMs).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
