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
  type SessionId,
  type SpeakerId,
} from '../protocol/units.ts';
import type { Closing } from '../session/disconnect.ts';
import type { Caller } from '../session/terms.ts';

/** What the authorizer says of whom a connection belongs to. API Gateway keeps it with the connection, as flat strings. */
export type AuthorizerContext =
  /** `tokenExpiresAt`: the token's `exp`, seconds since 1970. */
  | { readonly speakerId: string; readonly tokenExpiresAt: string }
  /** A listener: the session that the connection was opened for; without a token where nobody has to sign in. */
  | { readonly listensTo: string; readonly tokenExpiresAt?: string };

/** Who listens, by the gateway's word: never by the message's. */
export interface Listener {
  readonly connectionId: ConnectionId;
  /** The one that its connection was opened for. */
  readonly sessionId: SessionId;
  readonly sourceAddress: string;
  /** Absent where nobody signed in. */
  readonly tokenExpiresAt?: EpochMs;
}

type RequestContext = APIGatewayEventWebsocketRequestContextV2 & {
  /** Absent where a stage is wired wrongly. */
  readonly authorizer?: { readonly [field in 'speakerId' | 'tokenExpiresAt' | 'listensTo']?: string };
  readonly identity: { readonly sourceIp: string };
  readonly disconnectStatusCode?: number;
  readonly disconnectReason?: string;
};

export type GatewayEvent = APIGatewayProxyWebsocketEventV2WithRequestContext<RequestContext>;
export type GatewayHandler = (event: GatewayEvent) => Promise<APIGatewayProxyResultV2>;

/** The gateway's clock at the request: the one time that every rule is judged by. */
export const receivedAt = (event: GatewayEvent): EpochMs => epochMs(event.requestContext.requestTimeEpoch);

/**
 * @returns undefined for a listener's connection
 * @throws Error where the authorizer's context is missing: nobody may act without a verified speaker
 */
export function callerOf({ requestContext }: GatewayEvent): Caller | undefined {
  const { speakerId, tokenExpiresAt, listensTo } = requestContext.authorizer ?? {};
  if (listensTo !== undefined) return undefined;
  if (speakerId === undefined || speakerId === '') throw noContext();
  return {
    speakerId: speakerId as SpeakerId,
    connectionId: requestContext.connectionId as ConnectionId,
    connectedAt: epochMs(requestContext.connectedAt),
    tokenExpiresAt: expiryOf(tokenExpiresAt),
  };
}

/** @returns undefined for a speaker's connection */
export function listenerOf({ requestContext }: GatewayEvent): Listener | undefined {
  const { listensTo, tokenExpiresAt } = requestContext.authorizer ?? {};
  if (listensTo === undefined) return undefined;
  return {
    connectionId: requestContext.connectionId as ConnectionId,
    sessionId: listensTo as SessionId,
    sourceAddress: requestContext.identity.sourceIp,
    ...(tokenExpiresAt !== undefined && { tokenExpiresAt: expiryOf(tokenExpiresAt) }),
  };
}

/** The last second that a Date can tell: ECMA-262, section 21.4.1.1. */
const LATEST_SECONDS = 8.64e12;

/** A NumericDate may have a fraction, and be as far away as an issuer likes: RFC 7519, section 2. */
function expiryOf(seconds: string | undefined): EpochMs {
  const expiry = Math.min(Math.floor(Number(seconds)), LATEST_SECONDS);
  if (!Number.isSafeInteger(expiry)) throw noContext();
  return fromEpochSeconds(epochSeconds(expiry));
}

const noContext = () =>
  new Error('The event carries no authorizer context: is the authorizer attached to $connect?');

/** 1005 is RFC 6455's "no code was sent". */
export const closingOf = ({ requestContext }: GatewayEvent): Closing => ({
  code: requestContext.disconnectStatusCode ?? 1005,
  reason: requestContext.disconnectReason ?? '',
});
