/** The listener's client: the machine of its role, in the hands of the engine that both roles share. */
import { LISTENER_SUBPROTOCOL_PREFIX, SUBPROTOCOL } from '#protocol/limits.ts';
import { engineOf } from './engine.ts';
import type { ListenerClient, ListenerClientOptions } from './listener.ts';
import { listenerHears } from './listener-hears.ts';
import { type ListenerMachine, newListenerMachine } from './listener-machine.ts';
import { listenerViewOf, listenerWakeAt } from './listener-present.ts';
import { listenerStep } from './listener-step.ts';

export function listenerDriverOf({
  environment = window,
  hear,
  sessionId,
  token,
  url,
}: ListenerClientOptions): ListenerClient {
  let begun = false;
  const newMachine = (): ListenerMachine => newListenerMachine(sessionId, environment.navigator.onLine);
  const engine = engineOf(
    environment,
    {
      url,
      protocols: [SUBPROTOCOL, LISTENER_SUBPROTOCOL_PREFIX + sessionId],
      token,
      hears: listenerHears,
      step: listenerStep,
      nextWakeAt: listenerWakeAt,
      viewOf: listenerViewOf,
      done({ heard }) {
        // A page that closes the client while it is told something hears no more.
        for (const each of heard) if (begun) hear(each);
      },
    },
    listenerViewOf(newMachine()),
  );
  return Object.assign(engine, {
    open() {
      engine.wished({ kind: 'open', wish: undefined });
      if (begun) return;
      begun = true;
      engine.begin(newMachine());
    },
    close() {
      begun = false;
      engine.finish({ kind: 'close', wish: undefined });
    },
  });
}
