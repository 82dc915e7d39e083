/** The outside of one tab, in a test's hands: a clock that is moved, sockets that are scripted, storage, locks, events. */
import { createSpeakerClient, type SpeakerClient } from '../../../../frontend/src/connection/speaker.ts';
import { tabMemory } from '../../../../frontend/src/connection/tab-memory.ts';
import {
  createListenerClient,
  type Heard,
  type ListenerClient,
} from '../../../../frontend/src/connection/listener.ts';
import { type SocketEnd, type SocketListener, type TestWindow, windowOf } from '../../../support/window.ts';

export interface Sent {
  readonly action: string;
  readonly requestId: string;
  readonly [field: string]: unknown;
}

/** A socket as the server sees it. */
export interface ScriptedSocket {
  readonly protocols: readonly string[];
  readonly sent: Sent[];
  state: 'connecting' | 'open' | 'closed';
  closedByClient: string | undefined;
  accept(): void;
  say(message: object): void;
  sayText(text: string): void;
  drop(code?: number, reason?: string): void;
}

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** What all tabs of one browser share. */
export class Browser {
  now = 1_000_000;
  /** Ahead of the monotonic clock by this much. */
  wallAheadMs = 0;
  readonly heldLocks = new Map<string, (() => void)[]>();
  ids = 0;
  readonly #timers = new Map<number, Timer>();
  #lastTimer = 0;

  setTimeout(callback: () => void, ms: number): number {
    this.#timers.set(++this.#lastTimer, { at: this.now + ms, callback });
    return this.#lastTimer;
  }

  clearTimeout(timer: unknown): void {
    this.#timers.delete(timer as number);
  }

  /** Moves the clock, firing each timer at its instant and letting promises settle between. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    await settled();
    for (;;) {
      const [next] = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at);
      if (next === undefined) break;
      this.#timers.delete(next[0]);
      this.now = Math.max(this.now, next[1].at);
      next[1].callback();
      await settled();
    }
    this.now = end;
    await settled();
  }

  /** Time goes by in which nothing runs: timers fire late, afterwards. */
  async stall(ms: number): Promise<void> {
    this.now += ms;
    await this.pass(0);
  }
}

/** Long enough for every promise that is not waiting for something outside. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** What one page has around it. */
export class Surroundings {
  readonly browser: Browser;
  readonly sockets: ScriptedSocket[] = [];
  readonly page = new EventTarget();
  readonly stored: Map<string, string>;
  online = true;
  hidden = false;
  /** The next random numbers; then ½. */
  randoms: number[] = [];
  tokens = 0;
  token: () => Promise<string> = async () => `token-${++this.tokens}`;

  constructor(browser = new Browser(), stored: ReadonlyMap<string, string> = new Map()) {
    this.browser = browser;
    this.stored = new Map(stored);
  }

  /** The newest socket. */
  get socket(): ScriptedSocket {
    const newest = this.sockets.at(-1);
    if (newest === undefined) throw new Error('The client has opened no socket.');
    return newest;
  }

  get open(): readonly ScriptedSocket[] {
    return this.sockets.filter(({ state }) => state === 'open');
  }

  get persisted(): Record<string, unknown> {
    return JSON.parse(this.stored.get('podium.client') ?? '{}') as Record<string, unknown>;
  }

  fire(type: string, fields: object = {}): void {
    this.page.dispatchEvent(Object.assign(new Event(type), fields));
  }

  window(): TestWindow {
    const { browser, page } = this;
    return windowOf({
      openSocket: (_url, protocols, listener) => {
        const socket = scriptedSocket(protocols, listener);
        this.sockets.push(socket);
        return socket;
      },
      storage: {
        getItem: (key) => this.stored.get(key) ?? null,
        setItem: (key, text) => void this.stored.set(key, text),
      },
      locks: {
        request: (name, { signal }, held) =>
          new Promise((resolve, reject) => {
            const waiting = browser.heldLocks.get(name);
            const take = (): void => {
              browser.heldLocks.set(name, []);
              void held().then(() => {
                const next = browser.heldLocks.get(name)?.shift();
                if (next === undefined) browser.heldLocks.delete(name);
                else next();
                resolve(undefined);
              });
            };
            if (waiting === undefined) {
              take();
              return;
            }
            waiting.push(take);
            signal.addEventListener('abort', () => {
              waiting.splice(waiting.indexOf(take), 1);
              reject(new Error('aborted'));
            });
          }),
      },
      now: () => browser.now,
      wallClock: () => browser.now + browser.wallAheadMs,
      setTimeout: (callback, ms) => browser.setTimeout(callback, ms),
      clearTimeout: (timer) => browser.clearTimeout(timer),
      random: () => this.randoms.shift() ?? 0.5,
      randomUUID: () => `00000000-0000-4000-8000-${String(++browser.ids).padStart(12, '0')}`,
      page,
      isOnline: () => this.online,
      isHidden: () => this.hidden,
    });
  }
}

/** A speaker's page in one tab. A reload is a new one with `stored` of the old. */
export class Tab extends Surroundings {
  readonly client: SpeakerClient;

  /** @param remembers what a tab keeps over reloads; without that, as in a program that is no page */
  constructor(browser?: Browser, stored?: ReadonlyMap<string, string>, batchMs = 0, remembers = true) {
    super(browser, stored);
    const environment = this.window();
    this.client = createSpeakerClient({
      url: 'wss://podium.test/prod',
      token: () => this.token(),
      memory: remembers ? tabMemory(environment) : undefined,
      environment,
      batchMs,
    });
  }

  /** The page is gone without a word, as the browser leaves it: its timers and sockets with it. */
  async reload(): Promise<Tab> {
    const stored = new Map(this.stored);
    for (const socket of this.sockets) socket.state = 'closed';
    this.client.close();
    return new Tab(this.browser, stored);
  }
}

/** A listener's page; what it heard is in `heard`. */
export class ListenerTab extends Surroundings {
  readonly client: ListenerClient;
  readonly heard: Heard[] = [];

  constructor(browser?: Browser, signsIn = false) {
    super(browser);
    this.client = createListenerClient({
      url: 'wss://podium.test/prod',
      sessionId: 'caring-king-2754',
      token: signsIn ? () => this.token() : undefined,
      hear: (heard) => this.heard.push(heard),
      environment: this.window(),
    });
  }
}

function scriptedSocket(protocols: readonly string[], listener: SocketListener): ScriptedSocket & SocketEnd {
  const socket = {
    protocols,
    sent: [] as Sent[],
    state: 'connecting' as ScriptedSocket['state'],
    closedByClient: undefined as string | undefined,
    accept: () => {
      socket.state = 'open';
      listener.opened();
    },
    say: (message: object) => listener.received(JSON.stringify(message)),
    sayText: (text: string) => listener.received(text),
    drop: (code = 1006, reason = '') => {
      socket.state = 'closed';
      listener.closed(code, reason);
    },
    send: (text: string) => {
      if (socket.state !== 'open') throw new Error(`Sent on a socket that is ${socket.state}.`);
      socket.sent.push(JSON.parse(text) as Sent);
    },
    close: (_code: number, reason: string) => {
      socket.state = 'closed';
      socket.closedByClient = reason;
    },
  };
  return socket;
}
