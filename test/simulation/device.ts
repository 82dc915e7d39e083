/** One browser on one machine: its locks, its network, its sleep and its clocks. */
import type { Outside } from '../support/window.ts';
import type { Tab } from './tab.ts';
import type { World } from './world.ts';

/** As frontend/src/connection/clock.ts has it. */
const LONGEST_NAP_MS = 30_000;
const LOOKS_EVERY_MS = 20_000;

interface LockRequest {
  readonly page: Tab;
  readonly grant: () => void;
}

export class Device {
  readonly name: string;
  online = true;
  /** What the browser says of it: `navigator.onLine`. */
  saysOnline = true;
  asleep = false;
  hidden = false;
  readonly pages = new Set<Tab>();
  readonly #world: World;
  /** Holder first, then those who wait. */
  readonly #locks = new Map<string, LockRequest[]>();
  /** Whether its monotonic clock stands while it sleeps, as some systems' do. */
  readonly #clockStops: boolean;
  readonly #wallAheadMs: number;
  #sleptMs = 0;
  #asleepSince = 0;
  /** Naps that a page may not have looked for yet, by when on the monotonic clock. */
  #naps: { readonly at: number; readonly ms: number }[] = [];

  constructor(world: World, name: string) {
    this.#world = world;
    this.name = name;
    this.#clockStops = world.chance.happens(0.5);
    this.#wallAheadMs = world.chance.between(-3_600_000, 3_600_000);
  }

  /** By how much a page here may think that it is earlier than it is. */
  get unnoticedMs(): number {
    if (this.#sleptMs === 0) return 0;
    const since = this.monotonicNow() - LOOKS_EVERY_MS;
    this.#naps = this.#naps.filter(({ at }) => at >= since);
    return this.#naps.reduce((sum, { ms }) => sum + ms, LONGEST_NAP_MS);
  }

  monotonicNow(): number {
    return this.#world.now - this.#sleptMs;
  }

  wallClock(): number {
    return this.#world.now + this.#wallAheadMs;
  }

  sleep(): void {
    this.asleep = true;
    this.#asleepSince = this.#world.now;
  }

  wake(): void {
    if (!this.asleep) return;
    this.asleep = false;
    if (this.#clockStops) {
      const ms = this.#world.now - this.#asleepSince;
      this.#naps.push({ at: this.monotonicNow() - ms, ms });
      this.#sleptMs += ms;
    }
    for (const page of [...this.pages]) page.resume();
  }

  /** @param told whether the browser notices and says so */
  setOnline(online: boolean, told: boolean): void {
    this.online = online;
    if (!online) for (const page of this.pages) page.cutAll();
    if (told) this.sayOnline(online);
  }

  sayOnline(online: boolean): void {
    if (this.saysOnline === online) return;
    this.saysOnline = online;
    for (const page of [...this.pages]) page.fire(online ? 'online' : 'offline');
  }

  setHidden(hidden: boolean): void {
    this.hidden = hidden;
    for (const page of [...this.pages]) {
      page.fire('visibilitychange');
      if (!hidden) page.resume();
    }
  }

  locksFor(page: Tab): NonNullable<Outside['locks']> {
    return {
      request: (name, { signal }, held) =>
        new Promise((resolve, reject) => {
          const queue = this.#locks.get(name) ?? [];
          this.#locks.set(name, queue);
          const request: LockRequest = {
            page,
            grant: () =>
              void held()
                .then(() => this.#release(name, request))
                .then(resolve),
          };
          queue.push(request);
          if (queue.length === 1) request.grant();
          signal.addEventListener('abort', () => {
            if (queue[0] === request || !page.alive) return;
            this.#release(name, request);
            reject(new DOMException('The request was aborted.', 'AbortError'));
          });
        }),
    };
  }

  /** The page is gone: what it held is free, what it waited for it gets no more. */
  releaseAll(page: Tab): void {
    for (const [name, queue] of this.#locks)
      for (const request of queue.filter((each) => each.page === page)) this.#release(name, request);
  }

  #release(name: string, request: LockRequest): void {
    const queue = this.#locks.get(name) ?? [];
    const held = queue[0] === request;
    const index = queue.indexOf(request);
    if (index !== -1) queue.splice(index, 1);
    if (held) queue[0]?.grant();
  }
}
