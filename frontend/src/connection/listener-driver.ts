/** The listener's client: the machine of its role, in the hands of the engine that both roles share. */
import { LISTENER_SUBPROTOCOL_PREFIX, SUBPROTOCOL } from '#protocol/limits.ts';
import { Engine } from './engine.ts';
import type { Environment } from './environment.ts';
import type { ListenerClient, ListenerClientOptions } from './listener.ts';
import {
  type ListenerEvent,
  type ListenerMachine,
  type ListenerWish,
  newListenerMachine,
} from './listener-machine.ts';
import { listenerViewOf, listenerWakeAt } from './listener-present.ts';
import { listenerStep } from './listener-step.ts';
import type { Heard, ListenerView } from './listener-view.ts';
import type { Effect, Moment } from './machine.ts';

export class ListenerDriver
  extends Engine<ListenerMachine, ListenerWish, ListenerView>
  implements ListenerClient
{
  readonly #sessionId: string;
  readonly #hear: (heard: Heard) => void;
  #begun = false;

  constructor({ hear, sessionId, token, url }: ListenerClientOptions, environment: Environment) {
    const protocols = [SUBPROTOCOL, LISTENER_SUBPROTOCOL_PREFIX + sessionId];
    super(environment, { url, protocols, token }, listenerViewOf(newListenerMachine(sessionId, true)));
    this.#sessionId = sessionId;
    this.#hear = hear;
  }

  open(): void {
    this.wished({ from: 'person', kind: 'open' });
    if (this.#begun) return;
    this.#begun = true;
    this.begin(this.#newMachine());
  }

  close(): void {
    this.happened({ from: 'person', kind: 'close' });
    this.#begun = false;
    this.finish(listenerViewOf(this.#newMachine()));
  }

  #newMachine(): ListenerMachine {
    return newListenerMachine(this.#sessionId, this.environment.isOnline());
  }

  protected step(
    machine: ListenerMachine,
    event: ListenerEvent,
    moment: Moment,
  ): readonly [ListenerMachine, readonly Effect[], readonly Heard[]] {
    return listenerStep(machine, event, moment);
  }

  protected nextWakeAt(machine: ListenerMachine): number {
    return listenerWakeAt(machine);
  }

  protected viewOf(machine: ListenerMachine): ListenerView {
    return listenerViewOf(machine);
  }

  protected keep(): void {}

  protected hear(heard: Heard): void {
    this.#hear(heard);
  }
}
