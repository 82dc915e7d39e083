/** What a function reaches over TLS: the database behind it, `@connections` that take everything, and a key set. */
import { once } from 'node:events';
import { request } from 'node:http';
import { createServer } from 'node:https';
import { portOf } from '../../../infra/local/ports.ts';
import type { Certificate } from './certificate.ts';

export interface Front {
  /** `https://127.0.0.1:PORT` */
  readonly origin: string;
  stop(): Promise<void>;
}

/** Where aws-jwt-verify looks for an issuer's keys. */
const KEYS_PATH = '/.well-known/jwks.json';

/** @param databasePort where an engine speaks DynamoDB's API over HTTP. @param keySet as JSON */
export async function startFront(
  { certificatePem, keyPem }: Certificate,
  databasePort: number,
  keySet: string,
): Promise<Front> {
  const server = createServer({ cert: certificatePem, key: keyPem }, (incoming, outgoing) => {
    if (incoming.url === KEYS_PATH) return outgoing.end(keySet);
    if (incoming.url !== '/') return incoming.resume().on('end', () => outgoing.end());
    const forwarded = request(
      { host: '127.0.0.1', port: databasePort, method: incoming.method, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      },
    ).on('error', () => outgoing.destroy());
    return incoming.pipe(forwarded);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `https://127.0.0.1:${portOf(server)}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
