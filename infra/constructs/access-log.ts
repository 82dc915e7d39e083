/** What the gateway writes of each handshake and message. */
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';

/** No header, no query string: neither could hold anything but a token or nonsense. */
export const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    connectionId: '$context.connectionId',
    eventType: '$context.eventType',
    routeKey: '$context.routeKey',
    status: '$context.status',
    requestTimeEpoch: '$context.requestTimeEpoch',
    integrationLatency: '$context.integrationLatency',
    integrationStatus: '$context.integration.status',
    authorizerStatus: '$context.authorizer.status',
    // Not `messageString`, which brings quotation marks of its own.
    error: '$context.error.message',
    integrationError: '$context.integrationErrorMessage',
  }),
);
