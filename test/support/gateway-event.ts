// An event of the gateway as a Lambda gets it, for a handler called by hand.
import type { GatewayEvent } from '../../lambdas/runtime/events.ts';
import { START } from './speaker.ts';

export interface EventFields {
  readonly body?: object | string;
  readonly connectionId?: string;
  readonly nowMs?: number;
  readonly speakerId?: string;
  readonly tokenExpiresAtSeconds?: number;
  /** A listener's connection; of somebody who signed in where the token's end is given. */
  readonly listensTo?: string;
  readonly sourceIp?: string;
  readonly closing?: { readonly code: number; readonly reason: string };
}

export function gatewayEvent(routeKey: string, fields: EventFields = {}): GatewayEvent {
  const now = fields.nowMs ?? START;
  return {
    isBase64Encoded: false,
    ...(fields.body === undefined
      ? {}
      : { body: typeof fields.body === 'string' ? fields.body : JSON.stringify(fields.body) }),
    requestContext: {
      routeKey,
      messageId: 'message-1',
      eventType: routeKey === '$disconnect' ? 'DISCONNECT' : 'MESSAGE',
      extendedRequestId: 'extended-1',
      requestTime: '01/Jan/2026:00:00:00 +0000',
      messageDirection: 'IN',
      stage: 'prod',
      connectedAt: START,
      requestTimeEpoch: now,
      requestId: 'gateway-request-1',
      domainName: 'localhost',
      connectionId: fields.connectionId ?? 'connection-1=',
      apiId: 'local',
      identity: { sourceIp: fields.sourceIp ?? '192.0.2.1' },
      authorizer:
        fields.listensTo === undefined
          ? {
              speakerId: fields.speakerId ?? 'anna',
              tokenExpiresAt: String(fields.tokenExpiresAtSeconds ?? START / 1000 + 3_600),
            }
          : {
              listensTo: fields.listensTo,
              ...(fields.tokenExpiresAtSeconds !== undefined && {
                tokenExpiresAt: String(fields.tokenExpiresAtSeconds),
              }),
            },
      ...(fields.closing === undefined
        ? {}
        : { disconnectStatusCode: fields.closing.code, disconnectReason: fields.closing.reason }),
    },
  };
}
