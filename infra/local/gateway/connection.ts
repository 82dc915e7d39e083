/** One open connection: what it sends, how long it may live, how it ended. */
import type { WebSocket } from 'ws';
import type { Closure, ConnectionFacts } from './events.ts';
import type { GatewayLimits } from './limits.ts';

export interface Connection {
  readonly facts: ConnectionFacts;
  /** False from the first word of closing on, whoever says it. */
  isOpen(): boolean;
  /** Its client does not read what it is sent. */
  isBackedUp(): boolean;
  /** Epoch milliseconds of the last message in either direction. */
  lastActiveAt(): number;
  /** Sends a text frame; nothing where the connection is closing. */
  send(text: string): void;
  /** The first closure counts, whoever asks for another one later. */
  close(closure: Closure): void;
}

export interface ConnectionEvents {
  onMessage(text: string): void;
  /** Called once, when the socket is closed. */
  onClosed(closure: Closure): void;
}

// AWS does not document how it says these two; 1001 is what its users report.
const IDLE: Closure = { code: 1001, reason: 'Going away' };
const TOO_OLD: Closure = IDLE;
/** How long a client may take to answer a close frame. */
const CLOSE_ANSWER_MS = 1_000;
/** RFC 6455, section 7.1.5: the peer's close frame had no code, or there was no close frame. */
const NO_STATUS = 1005;

export function openConnection(
  socket: WebSocket,
  facts: ConnectionFacts,
  limits: Pick<GatewayLimits, 'idleTimeoutMs' | 'maxConnectionMs' | 'clientBufferBytes'>,
  now: () => number,
  events: ConnectionEvents,
): Connection {
  let closure: Closure | undefined;
  let lastActiveAt = facts.connectedAt;
  let unanswered: NodeJS.Timeout | undefined;

  const isOpen = () => closure === undefined && socket.readyState === socket.OPEN;
  const close = (wanted: Closure) => {
    if (closure !== undefined) return;
    closure = wanted;
    socket.close(wanted.code, wanted.reason);
    unanswered = setTimeout(() => socket.terminate(), CLOSE_ANSWER_MS);
  };
  const idle = setTimeout(() => close(IDLE), limits.idleTimeoutMs);
  const tooOld = setTimeout(() => close(TOO_OLD), limits.maxConnectionMs);
  const active = () => {
    lastActiveAt = now();
    idle.refresh();
  };

  socket.on('message', (data: Buffer, isBinary) => {
    // What arrives after the first word of closing is not looked at; binary frames end the connection elsewhere.
    if (closure !== undefined || isBinary) return;
    active();
    events.onMessage(data.toString('utf8'));
  });
  // Broken frames: `ws` answers them with the right close code, which `close` then tells.
  socket.on('error', () => undefined);
  socket.on('close', (code, reason) => {
    clearTimeout(idle);
    clearTimeout(tooOld);
    clearTimeout(unanswered);
    closure ??= closedByPeer(code, reason.toString('utf8'));
    events.onClosed(closure);
  });

  return {
    facts,
    isOpen,
    isBackedUp: () => socket.bufferedAmount > limits.clientBufferBytes,
    lastActiveAt: () => lastActiveAt,
    send(text) {
      if (!isOpen()) return;
      active();
      socket.send(text);
    },
    close,
  };
}

function closedByPeer(code: number, reason: string): Closure {
  // The reason as others' logs of `$disconnect` show it.
  return { code, reason: code === NO_STATUS ? 'Client-side close frame status not set' : reason };
}
