/** A socket as a page opens it, and one question with one answer on it. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '#protocol/limits.ts';
import { within } from '../../test/support/socket.ts';

/** Much longer than anything takes that still works. */
export const ANSWER_WITHIN_MS = 20_000;

/** Where something that distributes frames is reached. */
export interface Stage {
  /** `ws://localhost:PORT/…` */
  readonly url: string;
  readonly origin: string;
}

export type Told = Readonly<Record<string, unknown>>;

export const toldBy = (data: unknown): Told => JSON.parse(String(data)) as Told;

/** @param role the subprotocol value that says who comes. @throws Error where it is not let in */
export async function openLine({ url, origin }: Stage, role: string): Promise<WebSocket> {
  const socket = new WebSocket(url, [SUBPROTOCOL, role], { origin, perMessageDeflate: false });
  await within(once(socket, 'open'), ANSWER_WITHIN_MS, () => 'the handshake was not answered');
  // How it ended is told by its closing.
  socket.on('error', () => undefined);
  return socket;
}

/** The first message of that type. @throws Error where an error comes that was not asked for, or nothing in time */
export async function answerTo(socket: WebSocket, type: string, question: object): Promise<Told> {
  const answered = Promise.withResolvers<Told>();
  const listen = (data: Buffer) => {
    const told = toldBy(data);
    if (told['type'] === type) answered.resolve(told);
    else if (told['type'] === 'error') answered.reject(new Error(String(told['code'])));
  };
  const closed = (code: number) => answered.reject(new Error(`the socket was closed with ${code}`));
  socket.on('message', listen).on('close', closed);
  socket.send(JSON.stringify({ requestId: crypto.randomUUID(), ...question }));
  try {
    return await within(answered.promise, ANSWER_WITHIN_MS, () => `no ${type} came`);
  } finally {
    socket.off('message', listen).off('close', closed);
  }
}
