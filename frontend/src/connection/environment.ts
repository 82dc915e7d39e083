/** Everything the client needs from outside: so much of a window, and a test or a simulation can be one. */
export interface Environment extends Pick<EventTarget, 'addEventListener' | 'removeEventListener'> {
  readonly WebSocket: new (url: string, protocols: string[]) => Socket;
  /** Monotonic within a page; with its origin comparable between a page and its reload. */
  readonly performance: Pick<Performance, 'now' | 'timeOrigin'>;
  /** Only tells how long the machine slept. */
  readonly Date: Pick<DateConstructor, 'now'>;
  readonly Math: Pick<Math, 'random'>;
  readonly crypto: { randomUUID(): string };
  readonly navigator: Pick<Navigator, 'onLine'>;
  readonly document: Pick<Document, 'hidden'>;
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
}

export type Socket = Pick<WebSocket, 'readyState' | 'onopen' | 'onmessage' | 'onclose' | 'send' | 'close'>;
