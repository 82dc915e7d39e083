/** $connect: the authorizer has let the speaker in; all that is left is to select the subprotocol. */
import type { APIGatewayProxyResultV2 } from 'aws-lambda';
import { SUBPROTOCOL } from './protocol/limits.ts';

/** No database, no log: the gateway's access log has the handshake. A browser closes a socket without the header. */
export const handler = async (): Promise<APIGatewayProxyResultV2> => ({
  statusCode: 200,
  headers: { 'Sec-WebSocket-Protocol': SUBPROTOCOL },
});
