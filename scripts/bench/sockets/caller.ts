/** One page on one server: on Podium as its client speaks, elsewhere the same number of questions, as long. */
import { once } from 'node:events';
import type { WebSocket } from 'ws';
import { places } from '../../../infra/local/places.ts';
import { loadSigningKey } from '../../../infra/local/sign-in/signing-key.ts';
import { mintAccessToken } from '../../../infra/local/sign-in/tokens.ts';
import { answerTo, openLine, type Stage, type Told } from '../line.ts';

export interface Server extends Stage {
  readonly kind: 'podium' | 'bare';
}

export interface Caller {
  /** Opens a socket beside those that are open. */
  connect(): Promise<void>;
  create(): Promise<void>;
  heartbeat(): Promise<void>;
  /** On the socket that was opened last. */
  resume(): Promise<void>;
  leave(): Promise<void>;
}

const signingKey = loadSigningKey(places.signingKey);

/** The subprotocol that says who comes: somebody else each time, since a speaker may not make session after session. */
export async function newRole(): Promise<string> {
  const token = await mintAccessToken(await signingKey, { name: crypto.randomUUID() }, Date.now());
  return `bearer.${token}`;
}

/** @param role made before, which takes a page no time */
export function callerOn(server: Server, role: string): Caller {
  const clientId = crypto.randomUUID();
  const sockets: WebSocket[] = [];
  let session: Told = { sessionId: 'caring-king-2754', epoch: 1 };
  const ask = async (type: string, question: object): Promise<Told> => {
    const socket = sockets.at(-1);
    if (socket === undefined) throw new Error('No socket is open.');
    // A bare server says the question again, which has its own type.
    const own = server.kind === 'podium' ? {} : { type };
    const asked = { requestId: crypto.randomUUID(), ...own, ...question };
    for (;;)
      try {
        return await answerTo(socket, type, asked);
      } catch (error) {
        // The database of an overloaded machine ran into a time limit: asked again it is the same question, and took longer.
        if (!(error instanceof Error && error.message === 'UNAVAILABLE')) throw error;
      }
  };
  const greeting = () => ({ clientId, connectionNumber: sockets.length });
  return {
    async connect() {
      sockets.push(await openLine(server, role));
    },
    async create() {
      const fields = { action: 'createSession', ...greeting(), sourceLanguage: 'en' };
      session = { ...session, ...(await ask('sessionCreated', fields)) };
    },
    async heartbeat() {
      const { sessionId, epoch } = session;
      await ask('heartbeatAck', { action: 'heartbeat', sessionId, epoch });
    },
    async resume() {
      await ask('sessionResumed', { action: 'resumeSession', ...greeting() });
    },
    async leave() {
      const closed = Promise.all(sockets.map((socket) => once(socket, 'close')));
      for (const socket of sockets) socket.close();
      await closed;
    },
  };
}
