/** Drives a machine: turns what happens outside into its events, and its effects into what happens outside. */
import { Clock } from './clock.ts';
import { Connections, type Door } from './connections.ts';
import type { Environment } from './environment.ts';
import type { SocketEvent, SurroundingsEvent } from './events.ts';
import type { Heard } from './listener-view.ts';
import type { Effect, Moment } from './machine.ts';

export abstract class Engine<Machine, Wish, View> {
  protected readonly environment: Environment;
  readonly #clock: Clock;
  readonly #connections: Connections;
  readonly #listeners = new Set<(view: View) => void>();
  readonly #queue: (Wish | SocketEvent | SurroundingsEvent)[] = [];
  /** Absent while nothing is wanted, and until the page knows which client it is. */
  #machine: Machine | undefined;
  #busy = false;
  #timer: unknown;
  #view: View;
  #shown: string;

  constructor(environment: Environment, door: Door, blank: View) {
    this.environment = environment;
    this.#clock = new Clock(environment);
    this.#connections = new Connections(environment, door, (event) => this.happened(event));
    this.#view = blank;
    this.#shown = JSON.stringify(blank);
  }

  /** The third: what a listener heard in this step. */
  protected abstract step(
    machine: Machine,
    event: Wish | SocketEvent | SurroundingsEvent,
    moment: Moment,
  ): readonly [Machine, readonly Effect[], (readonly Heard[])?];
  protected abstract nextWakeAt(machine: Machine, now: number): number;
  protected abstract viewOf(machine: Machine, now: number): View;
  /** After a step, before anything is opened or sent. */
  protected abstract keep(machine: Machine): void;
  protected abstract hear(heard: Heard): void;

  get view(): View {
    return this.#view;
  }

  subscribe(listener: (view: View) => void): () => void {
    // A function of its own for each call: the same listener twice is two subscriptions.
    const own = (view: View): void => listener(view);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  now(): number {
    return this.#clock.now();
  }

  /** Works off what was wished meanwhile, and everything that happens from now on. */
  protected begin(machine: Machine): void {
    this.#machine = machine;
    for (const name of pageEvents) this.environment.page.addEventListener(name, this.#onPageEvent);
    this.#clock.watch(() => this.#surrounded('slept'));
    this.#work();
  }

  protected finish(blank: View): void {
    this.#queue.length = 0;
    this.#machine = undefined;
    this.#clock.unwatch();
    this.environment.clearTimeout(this.#timer);
    for (const name of pageEvents) this.environment.page.removeEventListener(name, this.#onPageEvent);
    this.show(blank);
  }

  /** To be worked off when there is a machine. */
  protected wished(event: Wish): void {
    this.#queue.push(event);
    this.#work();
  }

  protected happened(event: Wish | SocketEvent | SurroundingsEvent): void {
    if (this.#machine === undefined) return;
    this.#queue.push(event);
    if (this.#clock.hasSlept()) this.#queue.push({ from: 'surroundings', kind: 'slept' });
    this.#work();
  }

  protected show(view: View): void {
    const text = JSON.stringify(view);
    if (text === this.#shown) return;
    this.#shown = text;
    this.#view = view;
    for (const listener of [...this.#listeners]) listener(view);
  }

  /** One event after the other, also those that an effect or a listener causes meanwhile. */
  #work(): void {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (;;) {
        const event = this.#machine && this.#queue.shift();
        if (this.#machine === undefined || event === undefined) break;
        this.#step(this.#machine, event);
      }
    } finally {
      this.#busy = false;
    }
  }

  #step(machine: Machine, event: Wish | SocketEvent | SurroundingsEvent): void {
    const now = this.now();
    const chance = { random: this.environment.random(), requestId: this.environment.randomUUID() };
    const [next, effects, allHeard = []] = this.step(machine, event, { now, ...chance });
    this.#machine = next;
    this.keep(next);
    for (const effect of effects) this.#run(effect);
    this.#wakeAt(this.nextWakeAt(next, now));
    this.show(this.viewOf(next, now));
    // A page that closes the client while it is told something hears no more.
    for (const heard of allHeard) if (this.#machine !== undefined) this.hear(heard);
  }

  #run(effect: Effect): void {
    switch (effect.kind) {
      case 'open':
        void this.#connections.open(effect.socket);
        return;
      case 'send':
        this.#connections.send(effect.socket, effect.message);
        return;
      case 'close':
        this.#connections.close(effect.socket, effect.why);
        return;
    }
  }

  #wakeAt(instant: number): void {
    this.environment.clearTimeout(this.#timer);
    this.#timer = undefined;
    if (instant === Infinity) return;
    const delayMs = Math.max(0, instant - this.now());
    this.#timer = this.environment.setTimeout(() => this.#surrounded('woke'), delayMs);
  }

  #surrounded(kind: SurroundingsEvent['kind']): void {
    this.happened({ from: 'surroundings', kind });
  }

  readonly #onPageEvent = (event: Event): void => {
    const { type } = event;
    const { environment } = this;
    // Only page transitions have it: true where the back-forward cache takes the page or returns it.
    const cached = 'persisted' in event && event.persisted === true;
    if (type === 'online' || type === 'offline') this.#surrounded(type);
    else if (type === 'visibilitychange' && !environment.isHidden()) this.#surrounded('visible');
    else if (type === 'pagehide' && cached) this.#surrounded('frozen');
    else if (type === 'pageshow' && cached && environment.isOnline()) this.#surrounded('online');
  };
}

const pageEvents = ['online', 'offline', 'visibilitychange', 'pagehide', 'pageshow'];
