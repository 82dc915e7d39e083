/** A window for the clients, made of what a test says: its own network, clocks, storage and chance. */
import type { Environment } from '../../frontend/src/connection/environment.ts';
import type { TabEnvironment } from '../../frontend/src/connection/tab-memory.ts';

/** What a socket tells. After `closed` it tells nothing more. */
export interface SocketListener {
  opened(): void;
  /** A text frame. */
  received(text: string): void;
  /** Code 1006: no close frame came. */
  closed(code: number, reason: string): void;
}

/** The client's end of a socket. */
export interface SocketEnd {
  send(text: string): void;
  close(code: number, reason: string): void;
}

export interface Outside {
  openSocket(url: string, protocols: string[], listener: SocketListener): SocketEnd;
  /** For a tab's memory; without it there is none. */
  readonly storage?: TabEnvironment['sessionStorage'];
  readonly locks?: NonNullable<TabEnvironment['navigator']['locks']>;
  /** Monotonic, ms, also over a reload. */
  now(): number;
  /** The clock on the wall, ms. */
  wallClock(): number;
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  random(): number;
  randomUUID(): string;
  readonly page: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;
  isOnline(): boolean;
  isHidden(): boolean;
}

export type TestWindow = Environment & TabEnvironment;

const noStorage: TabEnvironment['sessionStorage'] = { getItem: () => null, setItem: () => undefined };

export function windowOf(outside: Outside): TestWindow {
  const { locks, page } = outside;
  class OutsideSocket {
    // Always: what a client sends too early or too late, the other end is to see.
    readonly readyState = WebSocket.OPEN;
    onopen: WebSocket['onopen'] = null;
    onmessage: WebSocket['onmessage'] = null;
    onclose: WebSocket['onclose'] = null;
    readonly #end: SocketEnd;

    constructor(url: string, protocols: string[]) {
      const told = (fields: object): never => fields as never;
      this.#end = outside.openSocket(url, protocols, {
        opened: () => void this.onopen?.call(told(this), told({})),
        received: (data) => void this.onmessage?.call(told(this), told({ data })),
        closed: (code, reason) => void this.onclose?.call(told(this), told({ code, reason })),
      });
    }

    send(text: string): void {
      this.#end.send(text);
    }

    close(code: number, reason: string): void {
      this.#end.close(code, reason);
    }
  }
  return {
    WebSocket: OutsideSocket,
    performance: { timeOrigin: 0, now: () => outside.now() },
    Date: { now: () => outside.wallClock() },
    Math: { random: () => outside.random() },
    crypto: { randomUUID: () => outside.randomUUID() },
    navigator: {
      get onLine() {
        return outside.isOnline();
      },
      ...(locks && { locks }),
    },
    document: {
      get hidden() {
        return outside.isHidden();
      },
    },
    sessionStorage: outside.storage ?? noStorage,
    setTimeout: (callback, ms) => outside.setTimeout(callback, ms),
    clearTimeout: (timer) => outside.clearTimeout(timer),
    addEventListener: page.addEventListener.bind(page),
    removeEventListener: page.removeEventListener.bind(page),
  };
}
