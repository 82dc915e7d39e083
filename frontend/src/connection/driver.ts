/** The speaker's client: its wishes become events of the machine. */
import { SUBPROTOCOL } from '#protocol/limits.ts';
import type { SessionClient, SessionClientOptions } from './client.ts';
import { nextWakeAt } from './deadlines.ts';
import { type Engine, engineOf } from './engine.ts';
import type { Capture, Wish, Wishes } from './events.ts';
import type { FrameSending } from './frame-sending.ts';
import { type Machine, newMachine, type Restored } from './machine.ts';
import { rules } from './person.ts';
import { nobody, viewOf } from './present.ts';
import { speakerHears } from './speaker-hears.ts';
import { step } from './step.ts';
import type { View } from './view.ts';

const blank = viewOf(nobody);

/** Each rule for a wish, as a method of the client. */
type Methods = {
  readonly [K in keyof typeof rules]: (...wish: Wishes[K] extends undefined ? [] : [Wishes[K]]) => void;
};

/** @param sending how frames are sent; without it none are */
export function driverOf(
  { environment = window, memory, token, url }: SessionClientOptions,
  sending?: FrameSending,
): SessionClient & Pick<Engine<Machine, Wish | Capture, View>, 'happened'> {
  let begun = false;
  /** Where nothing else remembers it: as whom it began, and what it had when it was closed. */
  let last: Restored | undefined;
  const role = { url, protocols: [SUBPROTOCOL], token, hears: speakerHears, step, nextWakeAt, viewOf };
  const engine = engineOf(
    environment,
    { ...role, keep: memory?.keep ?? ((machine) => (last = machine)) },
    blank,
  );

  const begin = (restored: Restored): void =>
    engine.begin(newMachine(restored, environment.navigator.onLine, sending));

  /** A person's wish: before anything else, the page must know which client it is. */
  function asked(wish: Wish): void {
    const first = !begun;
    begun = true;
    engine.wished(wish);
    if (!first) return;
    if (memory) memory.recall(engine, begin, sending);
    else begin(last ?? { clientId: environment.crypto.randomUUID() });
  }

  const methods: Record<string, unknown> = {};
  for (const kind in rules) methods[kind] = (wish: unknown) => asked({ kind, wish } as Wish);
  return Object.assign(engine, methods as Methods, {
    close() {
      // First: who is told of the end may open again.
      begun = false;
      memory?.release();
      engine.finish({ kind: 'close', wish: undefined });
    },
  });
}
