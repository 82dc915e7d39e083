/** Everything the client needs from outside, so that a test or a simulation can be the outside. */

/** What a socket tells. After `closed` it tells nothing more. */
export interface SocketListener {
  opened(): void;
  /** A text frame. */
  received(text: string): void;
  /** Code 1006: no close frame came. */
  closed(code: number, reason: string): void;
}

export interface Socket {
  send(text: string): void;
  close(code: number, reason: string): void;
}

export interface Environment {
  /** As `new WebSocket(url, protocols)`. */
  openSocket(url: string, protocols: string[], listener: SocketListener): Socket;
  /** Per tab, kept over reloads. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  /** Absent where the browser has none: then duplicate tabs are not told apart. */
  readonly locks?: {
    /** As `LockManager.request`: rejects when `signal` aborts before the lock is granted. */
    request(name: string, options: { signal: AbortSignal }, held: () => Promise<void>): Promise<unknown>;
  };
  /** Monotonic within a page and comparable between a page and its reload, ms. */
  now(): number;
  /** The clock on the wall, ms. Only tells how long the machine slept. */
  wallClock(): number;
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  /** From 0 to below 1. */
  random(): number;
  randomUUID(): string;
  /** Fires online, offline, visibilitychange, pageshow and pagehide: in a browser, the window. */
  readonly page: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;
  isOnline(): boolean;
  isHidden(): boolean;
}

export function browserEnvironment(): Environment {
  return {
    openSocket: openWebSocket,
    storage: tabStorage(),
    // Typed as always there, but undefined outside a secure context.
    locks: navigator.locks,
    now: () => performance.timeOrigin + performance.now(),
    wallClock: () => Date.now(),
    setTimeout: (callback, ms) => setTimeout(callback, ms),
    clearTimeout: (timer) => clearTimeout(timer as number),
    random: () => Math.random(),
    randomUUID: () => crypto.randomUUID(),
    page: window,
    isOnline: () => navigator.onLine,
    isHidden: () => document.hidden,
  };
}

function openWebSocket(url: string, protocols: string[], listener: SocketListener): Socket {
  const socket = new WebSocket(url, protocols);
  socket.onopen = () => listener.opened();
  socket.onmessage = ({ data }) => {
    if (typeof data === 'string') listener.received(data);
  };
  socket.onclose = ({ code, reason }) => listener.closed(code, reason);
  return {
    send(text) {
      // On its way out it takes nothing, and would say so on the console; `closed` follows.
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: (code, reason) => socket.close(code, reason),
  };
}

/** Where a browser forbids storage, or has no room left, the tab is still one client until it is reloaded. */
function tabStorage(): Environment['storage'] {
  const kept = new Map<string, string>();
  return {
    getItem(key) {
      try {
        return kept.get(key) ?? sessionStorage.getItem(key);
      } catch {
        return null;
      }
    },
    setItem(key, text) {
      try {
        sessionStorage.setItem(key, text);
        kept.delete(key);
      } catch {
        kept.set(key, text);
      }
    },
  };
}
