/** API Gateway's own HTTP answers: a message, and the error's name in a header, where the SDK looks for it. */
import { ServerResponse, type IncomingMessage } from 'node:http';
import { newId } from './ids.ts';

export interface HttpError {
  readonly status: number;
  readonly errorType: string;
  readonly message: string;
}

export const httpErrors = {
  badHandshake: { status: 400, errorType: 'BadRequestException', message: 'Bad Request' },
  unauthorized: { status: 401, errorType: 'UnauthorizedException', message: 'Unauthorized' },
  forbidden: { status: 403, errorType: 'ForbiddenException', message: 'Forbidden' },
  denied: {
    status: 403,
    errorType: 'AccessDeniedException',
    message: 'User is not authorized to access this resource',
  },
  methodNotAllowed: { status: 405, errorType: 'MethodNotAllowedException', message: 'Method Not Allowed' },
  gone: { status: 410, errorType: 'GoneException', message: 'Gone' },
  payloadTooLarge: {
    status: 413,
    errorType: 'PayloadTooLargeException',
    message: 'Message too long',
  },
  upgradeRequired: { status: 426, errorType: 'UpgradeRequiredException', message: 'Upgrade Required' },
  throttled: { status: 429, errorType: 'LimitExceededException', message: 'Too Many Requests' },
  authorizerBroken: {
    status: 500,
    errorType: 'AuthorizerConfigurationException',
    message: 'Internal server error',
  },
  badGateway: { status: 502, errorType: 'InternalServerErrorException', message: 'Internal server error' },
  integrationTimeout: {
    status: 504,
    errorType: 'IntegrationFailureException',
    message: 'Endpoint request timed out',
  },
} as const satisfies Record<string, HttpError>;

export function answerError(response: ServerResponse, { status, errorType, message }: HttpError): void {
  const body = JSON.stringify({ message });
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-amzn-errortype': errorType,
      'x-amzn-requestid': newId(),
    })
    .end(body);
}

/** Refuses a handshake: a plain HTTP answer instead of the switch of protocols, then the end of the connection. */
export function refuseHandshake(request: IncomingMessage, error: HttpError): void {
  const { socket } = request;
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.on('finish', () => socket.end());
  answerError(response, error);
}
