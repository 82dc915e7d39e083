/** Words to connections that did not ask: best effort, bounded, and a connection that is gone is a normal result. */
import {
  DeleteConnectionCommand,
  GoneException,
  LimitExceededException,
  PostToConnectionCommand,
  type ApiGatewayManagementApiClient,
} from '@aws-sdk/client-apigatewaymanagementapi';
import type { ServerMessage } from '../protocol/server-messages.ts';
import type { ConnectionId } from '../protocol/units.ts';

/** What a push needs of the SDK's client, so that a test can stand in for it. */
export type ConnectionsApi = Pick<ApiGatewayManagementApiClient, 'send'>;

/** A push happens before the reply leaves, so it has this long, and one attempt of the SDK's. */
export const connectionsTimeouts = { attemptMs: 300, attempts: 1 } as const;

export type Delivery =
  | { readonly kind: 'delivered' }
  /** The connection is closed; whoever held it learns at its next command. */
  | { readonly kind: 'gone' }
  /** Refused or timed out; whether it arrived is unknown. */
  | { readonly kind: 'failed'; readonly error: string; readonly throttled?: boolean };

export interface Connections {
  push(connectionId: ConnectionId, message: ServerMessage): Promise<Delivery>;
  /** The same bytes go to many. @param withinMs after which it counts as failed */
  post(connectionId: ConnectionId, data: Uint8Array, withinMs: number): Promise<Delivery>;
  /** API Gateway closes with 1000 and no reason: say why in a message first. */
  close(connectionId: ConnectionId): Promise<Delivery>;
}

/** A message as the gateway is given it. */
export const encoded = (message: ServerMessage): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(message));

/** No method throws: nothing that a speaker asked for may fail because another connection could not be told. */
export function createConnections(client: ConnectionsApi): Connections {
  const settle = async (call: Promise<unknown>): Promise<Delivery> => {
    try {
      await call;
      return { kind: 'delivered' };
    } catch (error) {
      if (error instanceof GoneException) return { kind: 'gone' };
      return {
        kind: 'failed',
        error: error instanceof Error ? error.name : 'unknown',
        throttled: error instanceof LimitExceededException,
      };
    }
  };
  const post: Connections['post'] = (ConnectionId, Data, withinMs) =>
    settle(client.send(new PostToConnectionCommand({ ConnectionId, Data }), { requestTimeout: withinMs }));
  return {
    push: (connectionId, message) => post(connectionId, encoded(message), connectionsTimeouts.attemptMs),
    post,
    close: (connectionId) => settle(client.send(new DeleteConnectionCommand({ ConnectionId: connectionId }))),
  };
}
