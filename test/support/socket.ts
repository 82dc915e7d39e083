/** A WebSocket for tests: every wait is a promise with a deadline, every message is kept until somebody asks. */
import { WebSocket } from 'ws';

/** Long enough never to be what decides, also where two cores run everything at once. */
const DEADLINE_MS = 15_000;

export type Message = Record<string, unknown>;

export interface SocketOptions {
  /** As a browser sends them; none: no header. */
  readonly protocols?: readonly string[];
  readonly origin?: string;
  readonly headers?: Record<string, string>;
}

export interface ClosedWith {
  readonly code: number;
  readonly reason: string;
}

export interface TestSocket {
  /** The subprotocol that the server selected; empty where it selected none. */
  readonly protocol: string;
  /** Every message so far, in the order of arrival. */
  readonly received: readonly Message[];
  /** Settles when the connection has ended. */
  readonly closed: Promise<ClosedWith>;
  readonly webSocket: WebSocket;
  /** An object is sent as JSON, a string as it is. */
  send(message: object | string): void;
  /** The first message, arrived or to come, that matches and that no earlier call was given. */
  next(matches?: (message: Message) => boolean, withinMs?: number): Promise<Message>;
  /** Sends a command and waits for the answer with its requestId. */
  ask(command: Message & { requestId: string }, withinMs?: number): Promise<Message>;
  close(code?: number, reason?: string): void;
  /** Cuts the connection without a close frame, as a pulled cable does. */
  terminate(): void;
}

/** The handshake was answered with an HTTP status instead. */
export class HandshakeRefused extends Error {
  readonly status: number;
  readonly body: string;
  constructor(status: number, body: string) {
    super(`the handshake was refused with ${status}: ${body}`);
    this.status = status;
    this.body = body;
  }
}

/** What a speaker's page sends: its token beside the subprotocol, and its origin. */
export const speakerOptions = (token: string, origin: string): SocketOptions => ({
  protocols: ['podium.v1', `bearer.${token}`],
  origin,
});

/** What the page of somebody sends who follows a session without an account. */
export const listenerOptions = (sessionId: string, origin: string): SocketOptions => ({
  protocols: ['podium.v1', `listen.${sessionId}`],
  origin,
});

/** @throws HandshakeRefused with the HTTP status */
export async function openSocket(url: string, options: SocketOptions = {}): Promise<TestSocket> {
  const { protocols = [], origin, headers = {} } = options;
  // The header is written by hand: `ws` would drop the connection where the server selects none of them.
  const webSocket = new WebSocket(url, {
    perMessageDeflate: false,
    headers: {
      ...headers,
      ...(protocols.length > 0 && { 'Sec-WebSocket-Protocol': protocols.join(', ') }),
      ...(origin !== undefined && { Origin: origin }),
    },
  });
  return opened(webSocket);
}

async function opened(webSocket: WebSocket): Promise<TestSocket> {
  const received: Message[] = [];
  const untaken: Message[] = [];
  const waiting: { matches: (message: Message) => boolean; take: (message: Message) => void }[] = [];
  let selected = '';

  webSocket.on('upgrade', (response) => {
    selected = response.headers['sec-websocket-protocol'] ?? '';
    // Selected by our own hand-written header: `ws` must not look at it.
    delete response.headers['sec-websocket-protocol'];
  });
  webSocket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString('utf8')) as Message;
    received.push(message);
    const index = waiting.findIndex(({ matches }) => matches(message));
    if (index === -1) untaken.push(message);
    else waiting.splice(index, 1)[0]?.take(message);
  });
  const closed = new Promise<ClosedWith>((resolve) => {
    webSocket.on('close', (code, reason) => resolve({ code, reason: reason.toString('utf8') }));
  });
  await within(
    new Promise<void>((resolve, reject) => {
      webSocket.on('open', () => resolve());
      // Also after the handshake: a connection that is cut tells so by closing.
      webSocket.on('error', reject);
      webSocket.on('unexpected-response', (request, response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (part: string) => (body += part));
        response.on('end', () => reject(new HandshakeRefused(response.statusCode ?? 0, body)));
        response.on('close', () => request.destroy());
      });
    }),
    DEADLINE_MS,
    () => 'the handshake was not answered',
  );

  const next: TestSocket['next'] = (matches = () => true, withinMs = DEADLINE_MS) => {
    const index = untaken.findIndex(matches);
    const [arrived] = index === -1 ? [] : untaken.splice(index, 1);
    if (arrived !== undefined) return Promise.resolve(arrived);
    let take: (message: Message) => void = () => undefined;
    const answer = new Promise<Message>((resolve) => (take = resolve));
    const waiter = { matches, take };
    waiting.push(waiter);
    return within(answer, withinMs, () => {
      waiting.splice(waiting.indexOf(waiter), 1);
      return `no message matched; so far: ${JSON.stringify(received)}`;
    });
  };
  const send: TestSocket['send'] = (message) =>
    webSocket.send(typeof message === 'string' ? message : JSON.stringify(message));

  return {
    get protocol() {
      return selected;
    },
    received,
    closed,
    webSocket,
    send,
    next,
    ask(command, withinMs) {
      const answer = next((message) => message['requestId'] === command.requestId, withinMs);
      send(command);
      return answer;
    },
    close: (code, reason) => webSocket.close(code, reason),
    terminate: () => webSocket.terminate(),
  };
}

/** @throws Error with what `complaint` says where the promise takes longer */
export async function within<T>(promise: Promise<T>, ms: number, complaint: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${complaint()} (within ${ms} ms)`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
