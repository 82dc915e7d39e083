/** One life of a page in a tab: everything that a client may ask of its browser. */
import { type TestWindow, windowOf } from '../support/window.ts';
import type { Device } from './device.ts';
import type { Happening } from './scheduler.ts';
import { tokenText } from './tokens.ts';
import { Wire } from './wire.ts';
import type { World } from './world.ts';

interface Timer {
  readonly callback: () => void;
  /** On the machine's monotonic clock. */
  readonly dueAt: number;
  happening: Happening | undefined;
  throttled: boolean;
}

type Listener = (event: Event) => void;

/** Chrome wakes hidden pages once a minute. */
const HIDDEN_TIMERS_MS = 60_000;

export abstract class Tab {
  readonly name: string;
  readonly speakerId: string;
  readonly device: Device;
  readonly storage: Map<string, string>;
  readonly wires: Wire[] = [];
  alive = true;
  protected readonly world: World;
  readonly #timers = new Set<Timer>();
  readonly #listeners = new Map<string, Set<Listener>>();
  #waiting: (() => void)[] = [];
  #putAway = false;
  #token: { readonly text: string; readonly expiresAt: number } | undefined;

  constructor(world: World, device: Device, name: string, speakerId: string, storage: Map<string, string>) {
    this.world = world;
    this.device = device;
    this.name = name;
    this.speakerId = speakerId;
    this.storage = storage;
    device.pages.add(this);
  }

  /** It opens a socket. */
  abstract onOpen(): void;
  /** Its browser has received a frame. */
  abstract onDelivered(text: string): void;

  /** What its browser keeps for it. */
  get holds(): { readonly timers: number; readonly listeners: number } {
    const listeners = [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
    return { timers: this.#timers.size, listeners };
  }

  /** Runs it now, or when the machine is awake again; never where the page is gone. */
  whenAwake(run: () => void): void {
    if (!this.alive) return;
    if (this.device.asleep) this.#waiting.push(run);
    else run();
  }

  /** The machine has woken, or the page is seen again: what has waited happens, in its order. */
  resume(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const timer of [...this.#timers]) this.#arm(timer);
    for (const run of waiting) this.world.scheduler.after(0, () => this.whenAwake(run));
  }

  /** Into the back-forward cache and out of it. */
  setPutAway(away: boolean): void {
    if (this.#putAway === away) return;
    this.#putAway = away;
    this.fire(away ? 'pagehide' : 'pageshow', { persisted: true });
  }

  fire(type: string, fields: object = {}): void {
    this.whenAwake(() => {
      const event = Object.assign(new Event(type), fields);
      for (const listener of [...(this.#listeners.get(type) ?? [])]) listener(event);
    });
  }

  cutAll(): void {
    for (const wire of this.wires) if (wire.state !== 'closed') wire.cut();
  }

  /** Closed, crashed or reloaded: nothing of it runs any more, and its lock is free a little later. */
  die(): void {
    const { chance, scheduler } = this.world;
    this.alive = false;
    this.device.pages.delete(this);
    for (const timer of this.#timers) this.#disarm(timer);
    this.#timers.clear();
    for (const wire of this.wires) wire.close(1001, '');
    scheduler.after(chance.between(0, chance.pick([2, 50, 400])), () => this.device.releaseAll(this));
  }

  protected async freshToken(): Promise<string> {
    const { chance, faultsOn, now, profile, scheduler } = this.world;
    if (!this.device.online || (faultsOn && chance.happens(0.02))) throw new TypeError('Failed to fetch');
    await new Promise<void>((resolve) =>
      scheduler.after(chance.between(0, 60), () => this.whenAwake(resolve)),
    );
    // As sign-in libraries do it: the token at hand, unless its end is near.
    if (this.#token === undefined || this.#token.expiresAt - now < profile.tokenMs / 4) {
      const expiresAt = now + profile.tokenMs;
      const text = tokenText({ speakerId: this.speakerId, expiresAtSeconds: Math.floor(expiresAt / 1_000) });
      this.#token = { text, expiresAt };
    }
    return this.#token.text;
  }

  #arm(timer: Timer): void {
    this.#disarm(timer);
    const inMs = Math.max(0, timer.dueAt - this.device.monotonicNow());
    timer.happening = this.world.scheduler.after(inMs, () => this.#due(timer));
  }

  #disarm(timer: Timer): void {
    if (timer.happening !== undefined) timer.happening.run = undefined;
  }

  #due(timer: Timer): void {
    // Asleep: armed anew when the machine wakes.
    if (this.device.asleep) return;
    const { now, scheduler } = this.world;
    if (this.device.hidden && !timer.throttled) {
      timer.throttled = true;
      timer.happening = scheduler.after(HIDDEN_TIMERS_MS - (now % HIDDEN_TIMERS_MS), () => this.#due(timer));
      return;
    }
    this.#timers.delete(timer);
    timer.callback();
  }

  protected window(): TestWindow {
    const { chance } = this.world;
    return windowOf({
      openSocket: (_url, protocols, listener) => {
        const wire = new Wire(this.world, this, this.wires.length + 1, protocols, listener);
        this.wires.push(wire);
        this.onOpen();
        return wire;
      },
      storage: {
        getItem: (key) => this.storage.get(key) ?? null,
        setItem: (key, text) => void this.storage.set(key, text),
      },
      locks: this.device.locksFor(this),
      now: () => this.device.monotonicNow(),
      wallClock: () => this.device.wallClock(),
      setTimeout: (callback, ms) => {
        const dueAt = this.device.monotonicNow() + ms;
        const timer: Timer = { callback, dueAt, happening: undefined, throttled: false };
        if (!this.alive) return timer;
        this.#timers.add(timer);
        this.#arm(timer);
        return timer;
      },
      clearTimeout: (timer) => {
        if (timer === undefined) return;
        this.#disarm(timer as Timer);
        this.#timers.delete(timer as Timer);
      },
      random: () => chance.next(),
      randomUUID: () => this.world.newId(),
      page: {
        addEventListener: (type: string, listener: Listener) => {
          const listeners = this.#listeners.get(type) ?? new Set();
          this.#listeners.set(type, listeners.add(listener));
        },
        removeEventListener: (type: string, listener: Listener) => {
          this.#listeners.get(type)?.delete(listener);
        },
      },
      isOnline: () => this.device.saysOnline,
      isHidden: () => this.device.hidden,
    });
  }
}
