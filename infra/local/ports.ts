/** Ports on loopback. One is taken before there is anything to answer on it: others need to know its number. */
import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { StartError } from './start-error.ts';

export interface ReservedPort {
  readonly port: number;
  readonly server: Server;
  /** From now on connections are accepted; until then they are cut off at once. */
  open(): void;
}

/**
 * @param port 0: any free one
 * @param flag what a person sets to choose another
 * @throws StartError where the port is taken
 */
export async function reservePort(port: number, flag: string): Promise<ReservedPort> {
  const server = createHttpServer();
  const cutOff = (socket: Socket) => socket.destroy();
  server.on('connection', cutOff).listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new StartError(
      `Port ${port} cannot be used (${codeOf(error)}): stop what runs there, or choose another with ${flag}.`,
      { cause: error },
    );
  }
  return { port: portOf(server), server, open: () => server.off('connection', cutOff) };
}

/** A port that nobody holds, for programs that cannot be told "any". */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

/** The port that a server got, where it asked for port 0. */
export function portOf(server: { address(): string | { port: number } | null }): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address.port;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error && 'code' in error)) return 'unknown error';
  return error.code === 'EADDRINUSE' ? 'it is in use' : String(error.code);
}
