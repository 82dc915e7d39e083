/** Drives a machine: turns what happens outside into its events, and its effects into what happens outside. */
import type { ServerMessageType } from '#protocol/server-messages.ts';
import { clockOf } from './clock.ts';
import { connectionsTo, type Door } from './connections.ts';
import type { Environment } from './environment.ts';
import type { SocketEvent, SurroundingsEvent } from './events.ts';
import type { Line, Moment, Stepped } from './machine.ts';

/** What the machine of a role is, to those that drive it. */
export interface Role<Machine extends Line, Wish, View, T extends ServerMessageType> extends Door<T> {
  readonly step: (
    machine: Machine,
    event: Wish | SocketEvent<T> | SurroundingsEvent,
    moment: Moment,
  ) => Stepped<Machine>;
  readonly nextWakeAt: (machine: Machine) => number;
  readonly viewOf: (machine: Machine) => View;
  /** After a step, before anything is opened or sent. */
  readonly keep?: ((machine: Machine) => void) | undefined;
  /** After a step, when everything else is done. */
  readonly done?: (machine: Machine) => void;
}

export interface Engine<Machine, Wish, View> {
  readonly view: View;
  subscribe(listener: (view: View) => void): () => void;
  readonly now: () => number;
  /** Works off what was wished meanwhile, and everything that happens from now on. */
  begin(machine: Machine): void;
  /** At once, also from within what is being told. */
  finish(last: Wish): void;
  /** To be worked off when there is a machine. */
  wished(event: Wish): void;
  /** Lost where there is no machine. */
  happened(event: Wish): void;
  show(view: View): void;
}

/** So often the clocks are looked at, whatever there is to do. */
const watchEveryMs = 20_000;
/** Hidden pages are woken once a minute: later than that is sleep. */
const throttledMs = 70_000;

export function engineOf<Machine extends Line, Wish, View, T extends ServerMessageType>(
  environment: Environment,
  role: Role<Machine, Wish, View, T>,
  blank: View,
): Engine<Machine, Wish, View> {
  type Happening = Wish | SocketEvent<T> | SurroundingsEvent;
  const clock = clockOf(environment);
  const run = connectionsTo(role, environment, happened);
  const listeners = new Set<(view: View) => void>();
  const queue: Happening[] = [];
  /** Absent while nothing is wanted, and until the page knows which client it is. */
  let machine: Machine | undefined;
  let busy = false;
  let timer: unknown;
  /** On the wall clock: by then the timer has fired, or the machine slept. */
  let firesBy = Infinity;
  let view = blank;
  let shown = JSON.stringify(blank);

  const pageEvents: Readonly<
    Record<string, (event: PageEvent) => SurroundingsEvent['kind'] | false | undefined>
  > = {
    online: () => 'online',
    offline: () => 'offline',
    visibilitychange: () => !environment.document.hidden && 'visible',
    pagehide: ({ persisted }) => persisted && 'frozen',
    pageshow: ({ persisted }) => persisted && environment.navigator.onLine && 'online',
  };

  function onPageEvent(event: Event): void {
    const kind = pageEvents[event.type]?.(event);
    if (kind) happened({ kind });
  }

  function happened(event: Happening): void {
    if (machine) wished(event);
  }

  /** One event after the other, also those that an effect or a listener causes meanwhile. */
  function wished(event: Happening): void {
    queue.push(event);
    // Both are asked: a clock that stood during the sleep is put right here.
    const late = environment.Date.now() > firesBy;
    if (machine && (clock.hasSlept() || late)) queue.push({ kind: 'slept' });
    work();
  }

  function work(): void {
    if (busy) return;
    busy = true;
    try {
      let event: Happening | undefined;
      while (machine && (event = queue.shift())) advance(machine, event);
    } finally {
      busy = false;
    }
  }

  function advance(before: Machine, event: Happening): void {
    const next = enact(before, event);
    // An effect may have called into the page, and the page closed the client.
    if (machine !== next) return;
    wakeAt(role.nextWakeAt(next));
    show(role.viewOf(next));
    role.done?.(next);
  }

  function enact(before: Machine, event: Happening): Machine {
    const next = role.step(before, event, {
      random: environment.Math.random(),
      requestId: environment.crypto.randomUUID(),
      now: clock.now(),
    });
    machine = next;
    role.keep?.(next);
    next.effects.forEach(run);
    return next;
  }

  function wakeAt(instant: number): void {
    const delayMs = Math.min(Math.max(0, instant - clock.now()), watchEveryMs);
    firesBy = environment.Date.now() + delayMs + throttledMs;
    environment.clearTimeout(timer);
    timer = environment.setTimeout(() => happened({ kind: 'woke' }), delayMs);
  }

  function show(next: View): void {
    const text = JSON.stringify(next);
    if (text === shown) return;
    shown = text;
    view = next;
    for (const listener of [...listeners]) listener(view);
  }

  return {
    get view() {
      return view;
    },
    subscribe(listener) {
      // A function of its own for each call: the same listener twice is two subscriptions.
      const own = (told: View): void => listener(told);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    now: clock.now,
    begin(first) {
      machine = first;
      for (const name in pageEvents) environment.addEventListener(name, onPageEvent);
      work();
    },
    finish(last) {
      queue.length = 0;
      if (machine) enact(machine, last);
      machine = undefined;
      firesBy = Infinity;
      environment.clearTimeout(timer);
      for (const name in pageEvents) environment.removeEventListener(name, onPageEvent);
      show(blank);
    },
    wished,
    happened,
    show,
  };
}

interface PageEvent extends Event {
  /** Only page transitions have it: true where the back-forward cache takes the page or returns it. */
  readonly persisted?: boolean;
}
