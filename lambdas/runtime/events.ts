/** The gateway's events, as far as the handlers read them. */
import type {
  APIGatewayEventWebsocketRequestContextV2,
  APIGatewayProxyResultV2,
  APIGatewayProxyWebsocketEventV2WithRequestContext,
} from 'aws-lambda';
import {
  epochMs,
  epochSeconds,
  fromEpochSeconds,
  type ConnectionId,
  type EpochMs,
  type SpeakerId,
} from '../protocol/units.ts';
import type { Closing } from '../session/disconnect.ts';
import type { Caller } from '../session/terms.ts';

/** What the authorizer says of a connection's speaker. API Gateway keeps it with the connection, as flat strings. */
export interface AuthorizerContext {
  readonly speakerId: string;
  /** The token's `exp`: seconds since 1970. */
  readonly tokenExpiresAt: string;
}

type RequestContext = APIGatewayEventWebsocketRequestContextV2 & {
  /** Absent where a stage is wired wrongly. */
  readonly authorizer?: Partial<AuthorizerContext>;
  readonly disconnectStatusCode?: number;
  readonly disconnectReason?: string;
};

export type GatewayEvent = APIGatewayProxyWebsocketEventV2WithRequestContext<RequestContext>;
export type GatewayHandler = (event: GatewayEvent) => Promise<APIGatewayProxyResultV2>;

/** The gateway's clock at the request: the one time that every rule is judged by. */
export const receivedAt = (event: GatewayEvent): EpochMs => epochMs(event.requestContext.requestTimeEpoch);

/** @throws Error where the authorizer's context is missing: nobody may act without a verified speaker */
export function callerOf({ requestContext }: GatewayEvent): Caller {
  const { speakerId, tokenExpiresAt } = requestContext.authorizer ?? {};
  const expiry = Number(tokenExpiresAt);
  if (speakerId === undefined || speakerId === '' || !Number.isSafeInteger(expiry))
    throw new Error('The event carries no authorizer context: is the authorizer attached to $connect?');
  return {
    speakerId: speakerId as SpeakerId,
    connectionId: requestContext.connectionId as ConnectionId,
    connectedAt: epochMs(requestContext.connectedAt),
    tokenExpiresAt: fromEpochSeconds(epochSeconds(expiry)),
  };
}

/** 1005 is RFC 6455's "no code was sent". */
export const closingOf = ({ requestContext }: GatewayEvent): Closing => ({
  code: requestContext.disconnectStatusCode ?? 1005,
  reason: requestContext.disconnectReason ?? '',
});
