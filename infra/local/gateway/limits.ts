/** API Gateway's quotas for WebSocket APIs; tests shorten them. Source: the quota page of its developer guide. */
export interface GatewayLimits {
  /** A connection without a message in either direction is closed after this long. */
  readonly idleTimeoutMs: number;
  /** A connection is closed at this age, used or not. */
  readonly maxConnectionMs: number;
  /** An integration that has not answered by then has failed. */
  readonly integrationTimeoutMs: number;
  /** A larger frame closes the connection with 1009. */
  readonly frameBytes: number;
  /** A larger message, however it is split into frames, closes the connection with 1009. */
  readonly messageBytes: number;
  /** A connection whose client leaves more than this unread takes no further posts: 429. */
  readonly clientBufferBytes: number;
  /** A larger authorizer context refuses the handshake. */
  readonly authorizerContextBytes: number;
  readonly newConnections: Rate;
  /** Messages, handshakes and @connections calls together. */
  readonly requests: Rate;
}

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export const awsLimits: GatewayLimits = {
  idleTimeoutMs: 10 * 60_000,
  maxConnectionMs: 2 * 60 * 60_000,
  integrationTimeoutMs: 29_000,
  frameBytes: 32 * 1024,
  messageBytes: 128 * 1024,
  clientBufferBytes: 128 * 1024,
  authorizerContextBytes: 8 * 1024,
  newConnections: { perSecond: 500, burst: 500 },
  requests: { perSecond: 10_000, burst: 5_000 },
};
