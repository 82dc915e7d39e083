/** The switch of protocols: from an accepted handshake to a WebSocket whose every frame is watched. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Closure } from './events.ts';
import { watchFrames } from './frame-watch.ts';
import type { GatewayLimits } from './limits.ts';

export interface Upgrade {
  /** The subprotocol that `$connect` selected, if it did. */
  readonly subprotocol: string | undefined;
  readonly limits: Pick<GatewayLimits, 'frameBytes' | 'messageBytes'>;
  /** Called before the frame's message is, so that it is never delivered. */
  readonly onForbiddenFrame: (closure: Closure) => void;
}

/** @param opened called within this call, unless the peer is gone */
export function upgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  { subprotocol, limits, onForbiddenFrame }: Upgrade,
  opened: (webSocket: WebSocket) => void,
): void {
  // `ws` would choose among the requested subprotocols itself; here `$connect` alone does.
  delete request.headers['sec-websocket-protocol'];
  const server = new WebSocketServer({ noServer: true, clientTracking: false });
  if (subprotocol !== undefined)
    server.on('headers', (headers) => headers.push(`Sec-WebSocket-Protocol: ${subprotocol}`));
  // Before `ws` listens: a forbidden frame has ended the connection before `ws` makes a message of it.
  socket.on('data', watchFrames(limits, onForbiddenFrame));
  server.handleUpgrade(request, socket, head, opened);
}
