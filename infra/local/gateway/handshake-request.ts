/** The handshake's HTTP request, as events carry it. */
import type { IncomingMessage } from 'node:http';

export interface HandshakeRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly multiValueHeaders: Readonly<Record<string, string[]>>;
  readonly queryStringParameters: Readonly<Record<string, string>>;
  readonly multiValueQueryStringParameters: Readonly<Record<string, string[]>>;
  readonly sourceIp: string;
  readonly userAgent: string | undefined;
  readonly host: string;
  /** The requested subprotocols, all values of the header in one; undefined or empty: none. */
  readonly subprotocols: string | undefined;
}

/** Names keep the case that the client sent, as they do on AWS; what load balancers add is added. */
export function handshakeRequestOf(request: IncomingMessage): HandshakeRequest {
  // Not URL: it refuses targets that HTTP allows, such as `//`.
  const [path = '/', queryString = ''] = (request.url ?? '/').split(/\?(.*)/s);
  const sourceIp = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const multiValueHeaders: Record<string, string[]> = {};
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const [name = '', value = ''] = request.rawHeaders.slice(index, index + 2);
    // These two speak of the hop, not of the request: `$connect` events do not have them.
    if (!['connection', 'upgrade'].includes(name.toLowerCase())) (multiValueHeaders[name] ??= []).push(value);
  }
  multiValueHeaders['X-Forwarded-For'] = [sourceIp];
  multiValueHeaders['X-Forwarded-Port'] = [String(request.socket.localPort ?? '')];
  multiValueHeaders['X-Forwarded-Proto'] = ['http'];
  const query: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(queryString)) (query[name] ??= []).push(value);
  return {
    path,
    headers: lastOfEach(multiValueHeaders),
    multiValueHeaders,
    queryStringParameters: lastOfEach(query),
    multiValueQueryStringParameters: query,
    sourceIp,
    userAgent: request.headers['user-agent'],
    host: request.headers.host ?? '',
    subprotocols: request.headers['sec-websocket-protocol'],
  };
}

/** What RFC 6455 asks of a client's handshake, section 4.2.1. */
export function isWebSocketHandshake({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    headers['sec-websocket-version'] === '13' &&
    /^[+/0-9A-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? '')
  );
}

function lastOfEach(values: Record<string, string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? '']));
}
