/** Speakers and those who follow them, over real sockets of the local stack. */
import {
  listenerOptions,
  openSocket,
  speakerOptions,
  type Message,
  type SocketOptions,
  type TestSocket,
} from '../support/socket.ts';
import { audioFrame } from '../support/speaker.ts';
import type { StackUnderTest } from '../support/stack.ts';

export const named = ({ sessionId, epoch }: Message) => ({ sessionId, epoch });
export const isFrames = ({ type }: Message): boolean => type === 'frames';

/** The fields of `sendFrames` with the seqs from `first` to `last`. */
export const framesFrom = (first: number, last = first): { frames: Message[] } => ({
  frames: Array.from({ length: last - first + 1 }, (_, index) => ({ ...audioFrame(first + index) })),
});
export const upTo = (last: number, first = 1): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** Whom a test has on the line. */
export function openAudience(stack: () => StackUnderTest) {
  const sockets: TestSocket[] = [];
  const open = async (options: SocketOptions) => {
    const socket = await openSocket(stack().gateway, options);
    sockets.push(socket);
    return { socket, ask: asking(socket) };
  };

  /** One page of a speaker, with the sockets that it opens one after the other. */
  const newPage = (speaker = `speaker-${crypto.randomUUID()}`) => {
    const clientId = crypto.randomUUID();
    let connectionNumber = 0;
    return {
      speaker,
      async connect() {
        const opening = { clientId, connectionNumber: ++connectionNumber };
        const { socket, ask } = await open(speakerOptions(await stack().token(speaker), stack().site));
        return {
          socket,
          ask,
          create: (fields: Message = {}) =>
            ask('createSession', { ...opening, sourceLanguage: 'en', ...fields }),
          resume: (fields: Message = {}) => ask('resumeSession', { ...opening, ...fields }),
        };
      },
    };
  };

  return {
    newPage,
    /** A session that has just begun, and the connection that owns it. */
    onAir: async () => {
      const page = newPage();
      const owner = await page.connect();
      const created = await owner.create();
      return { page, owner, created, sessionId: String(created['sessionId']) };
    },
    /** A listener's connection that has not joined yet. */
    follow: async (sessionId: string, options = listenerOptions(sessionId, stack().site)) => {
      const { socket, ask } = await open(options);
      return {
        socket,
        ask,
        join: (fields: Message = {}) => ask('joinSession', { sessionId, ...fields }),
        leave: () => ask('leaveSession', { sessionId }),
        beat: () => ask('heartbeat', { sessionId }),
      };
    },
    hangUp: (): void => {
      for (const socket of sockets.splice(0)) socket.terminate();
    },
  };
}

const asking =
  (socket: TestSocket) =>
  (action: string, fields: Message = {}): Promise<Message> =>
    socket.ask({ action, requestId: crypto.randomUUID(), ...fields });

/** The seqs that arrived, doubles and all. */
export const arrived = (received: readonly Message[]): number[] =>
  received.filter(isFrames).flatMap(({ frames }) => (frames as { seq: number }[]).map(({ seq }) => seq));

/** The seqs that a listener plays: none twice, none of an owner before the newest it has heard. */
export function played(received: readonly Message[]): number[] {
  let [epoch, last] = [0, 0];
  return received.filter(isFrames).flatMap((message) => {
    if (Number(message['epoch']) < epoch) return [];
    epoch = Number(message['epoch']);
    return arrived([message]).filter((seq) => {
      const isNew = seq > last;
      last = Math.max(last, seq);
      return isNew;
    });
  });
}

/** A push may come after the answer that tells of it, and on another socket: waits for the last one. */
export const hears = (socket: TestSocket, seq: number): Promise<Message> =>
  socket.next((message) => arrived([message]).includes(seq));
