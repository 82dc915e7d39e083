/** Drives the machine: turns what happens outside into its events, and its effects into what happens outside. */
import type { SessionClient } from './client.ts';
import { Clock } from './clock.ts';
import { Connections } from './connections.ts';
import { nextWakeAt } from './deadlines.ts';
import type { Environment } from './environment.ts';
import type { ClientEvent, SurroundingsEvent } from './events.ts';
import { claimIdentity, store } from './identity.ts';
import { type Effect, type Machine, newMachine } from './machine.ts';
import { persistedOf } from './persistence.ts';
import { viewOf } from './present.ts';
import { step } from './step.ts';
import type { Settings, View } from './view.ts';

const blank = newMachine({ clientId: '', connectionNumber: 0 }, true, 0);

export class Driver implements SessionClient {
  readonly #environment: Environment;
  readonly #clock: Clock;
  readonly #connections: Connections;
  readonly #listeners = new Set<(view: View) => void>();
  readonly #queue: ClientEvent[] = [];
  /** Absent until the page knows which client it is. */
  #machine: Machine | undefined;
  #claim: { release: () => void } | undefined;
  #busy = false;
  #timer: unknown;
  #stored = '';
  #view = viewOf(blank, 0);
  #shown = JSON.stringify(this.#view);

  constructor(url: string, token: () => Promise<string>, environment: Environment) {
    this.#environment = environment;
    this.#clock = new Clock(environment);
    this.#connections = new Connections(environment, url, token, (event) => this.#happened(event));
  }

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

  open(): void {
    this.#asked({ from: 'person', kind: 'open' });
  }

  start(wish: Pick<Settings, 'sourceLanguage' | 'qualityTier'>): void {
    this.#asked({ from: 'person', kind: 'start', wish });
  }

  takeOver(): void {
    this.#asked({ from: 'person', kind: 'takeOver' });
  }

  update(wishes: Partial<Settings>): void {
    this.#asked({ from: 'person', kind: 'update', wishes });
  }

  end(): void {
    this.#asked({ from: 'person', kind: 'end' });
  }

  endElsewhere(): void {
    this.#asked({ from: 'person', kind: 'endElsewhere' });
  }

  newSession(): void {
    this.#asked({ from: 'person', kind: 'newSession' });
  }

  dismissNotice(): void {
    this.#asked({ from: 'person', kind: 'dismissNotice' });
  }

  close(): void {
    this.#happened({ from: 'person', kind: 'close' });
    this.#queue.length = 0;
    this.#machine = undefined;
    this.#claim?.release();
    this.#claim = undefined;
    this.#clock.unwatch();
    this.#environment.clearTimeout(this.#timer);
    for (const name of pageEvents) this.#environment.page.removeEventListener(name, this.#onPageEvent);
    this.#show(viewOf(blank, 0));
  }

  /** A person's wish: before anything else, the page must know which client it is. */
  #asked(event: ClientEvent): void {
    this.#queue.push(event);
    if (this.#claim === undefined) void this.#begin();
    this.#work();
  }

  async #begin(): Promise<void> {
    const claim = { release: (): void => undefined };
    this.#claim = claim;
    this.#show({ ...this.#view, status: { phase: 'connecting', offline: false }, possible: nothingYet });
    const { persisted, release } = await claimIdentity(this.#environment);
    if (this.#claim !== claim) {
      release();
      return;
    }
    claim.release = release;
    this.#machine = newMachine(persisted, this.#environment.isOnline(), this.now());
    for (const name of pageEvents) this.#environment.page.addEventListener(name, this.#onPageEvent);
    this.#clock.watch(() => this.#surrounded('slept'));
    this.#work();
  }

  #happened(event: ClientEvent): void {
    if (this.#machine === undefined) return;
    this.#queue.push(event);
    if (this.#clock.hasSlept()) this.#queue.push({ from: 'surroundings', kind: 'slept' });
    this.#work();
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

  #step(machine: Machine, event: ClientEvent): void {
    const now = this.now();
    const chance = { random: this.#environment.random(), requestId: this.#environment.randomUUID() };
    const [next, effects] = step(machine, event, { now, ...chance });
    this.#machine = next;
    // Stored before anything is opened or sent: a reload at any instant finds it.
    this.#keep(next);
    for (const effect of effects) this.#run(effect);
    this.#wakeAt(nextWakeAt(next, now));
    this.#show(viewOf(next, now));
  }

  #keep(machine: Machine): void {
    const persisted = persistedOf(machine);
    const text = JSON.stringify(persisted);
    if (text === this.#stored) return;
    this.#stored = text;
    store(this.#environment, persisted);
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
    this.#environment.clearTimeout(this.#timer);
    this.#timer = undefined;
    if (instant === Infinity) return;
    const delayMs = Math.max(0, instant - this.now());
    this.#timer = this.#environment.setTimeout(() => this.#surrounded('woke'), delayMs);
  }

  #show(view: View): void {
    const text = JSON.stringify(view);
    if (text === this.#shown) return;
    this.#shown = text;
    this.#view = view;
    for (const listener of [...this.#listeners]) listener(view);
  }

  #surrounded(kind: SurroundingsEvent['kind']): void {
    this.#happened({ from: 'surroundings', kind });
  }

  readonly #onPageEvent = (event: Event): void => {
    const { type } = event;
    const environment = this.#environment;
    // Only page transitions have it: true where the back-forward cache takes the page or returns it.
    const cached = 'persisted' in event && event.persisted === true;
    if (type === 'online' || type === 'offline') this.#surrounded(type);
    else if (type === 'visibilitychange' && !environment.isHidden()) this.#surrounded('visible');
    else if (type === 'pagehide' && cached) this.#surrounded('frozen');
    else if (type === 'pageshow' && cached && environment.isOnline()) this.#surrounded('online');
  };
}

const pageEvents = ['online', 'offline', 'visibilitychange', 'pagehide', 'pageshow'];
const nothingYet = { start: false, update: false, end: false, decide: false, newSession: false };
