/** The speaker's client: its wishes become events of the machine, and what a reload needs is stored. */
import { SUBPROTOCOL } from '#protocol/limits.ts';
import type { SessionClientOptions } from './client.ts';
import { nextWakeAt } from './deadlines.ts';
import { engineOf } from './engine.ts';
import { browserEnvironment } from './environment.ts';
import type { Wish, Wishes } from './events.ts';
import type { FrameSending } from './frame-sending.ts';
import type { CapturedFrame } from './frames.ts';
import { claimIdentity, storageKey } from './identity.ts';
import { type Machine, newMachine } from './machine.ts';
import { persistedOf } from './persistence.ts';
import { viewOf } from './present.ts';
import type { SpeakerClient } from './speaker.ts';
import { speakerHears } from './speaker-hears.ts';
import { rules } from './person.ts';
import { step } from './step.ts';

const off = newMachine({ clientId: '', connectionNumber: 0 }, { now: 0, reachable: true });
const blank = viewOf(off);

/** Each rule for a wish, as a method of the client. */
type Methods = {
  readonly [K in keyof Wishes]: (...wish: Wishes[K] extends undefined ? [] : [Wishes[K]]) => void;
};

/** @param sending how frames are sent; without it none are */
export function driverOf(
  { environment = browserEnvironment(), token, url }: SessionClientOptions,
  sending?: FrameSending,
): SpeakerClient {
  let stored = '';
  /** From the first wish until the client is closed. */
  let claim: AbortController | undefined;
  const role = { url, protocols: [SUBPROTOCOL], token, hears: speakerHears, step, nextWakeAt, viewOf, keep };
  const engine = engineOf(environment, role, blank);

  /** A reload at any instant finds it. */
  function keep(machine: Machine): void {
    const text = JSON.stringify(persistedOf(machine));
    if (text !== stored) environment.storage.setItem(storageKey, (stored = text));
  }

  /** A person's wish: before anything else, the page must know which client it is. */
  function asked(wish: Wish): void {
    const first = claim ? undefined : (claim = new AbortController());
    engine.wished(wish);
    if (first) void claimAndBegin(first);
  }

  async function claimAndBegin({ signal }: AbortController): Promise<void> {
    engine.show(viewOf({ ...off, attempt: { name: 'waiting', tries: 0, dueAt: 0 } }));
    const persisted = await claimIdentity(environment, signal);
    const around = { now: engine.now(), reachable: environment.isOnline() };
    if (!signal.aborted) engine.begin(newMachine(persisted, around, sending));
  }

  const methods = Object.fromEntries(
    Object.keys(rules).map((kind) => [kind, (wish: unknown) => asked({ kind, wish } as Wish)]),
  ) as Methods;
  return Object.assign(engine, methods, {
    capture: (wish: CapturedFrame) => engine.happened({ kind: 'capture', wish }),
    close() {
      // First: who is told of the end may open again.
      claim?.abort();
      claim = undefined;
      engine.finish({ kind: 'close', wish: undefined });
    },
  });
}
