/** What distributes frames: Podium on the local stack, and a bare relay; both for all scenes, one after the other. */
import { startStack } from '../../../test/support/stack.ts';
import { startChild } from '../child.ts';
import { engine } from '../engine.ts';
import type { Stage } from '../line.ts';
import type { RelayQuestions } from './relay.ts';

export interface Distributor {
  readonly stage: Stage;
  /** Of speakers who were not there before. */
  readonly tokens: (count: number) => Promise<readonly string[]>;
  stop(): Promise<unknown>;
}

/** As many as may listen, and join from one address, without being counted. */
const FLAGS = ['--engine', engine, '--join-limit', '0', '--listener-limit', '2000'];

export async function startPodium(): Promise<Distributor> {
  const stack = await startStack(FLAGS);
  try {
    // A crowd that leaves at the end of a scene would be in the way of the next one.
    await stack.faults({ loseDisconnect: true });
  } catch (error) {
    await stack.stop();
    throw error;
  }
  return {
    stage: { url: stack.gateway, origin: stack.site },
    tokens: (count) =>
      Promise.all(Array.from({ length: count }, () => stack.token(`speaker-${crypto.randomUUID()}`))),
    stop: () => stack.stop(),
  };
}

export async function startRelay(): Promise<Distributor> {
  const relay = startChild<RelayQuestions>(new URL('relay.ts', import.meta.url));
  try {
    const { port } = await relay.ask('open', undefined);
    return {
      stage: { url: `ws://127.0.0.1:${port}`, origin: 'http://localhost' },
      tokens: async (count) => Array.from({ length: count }, () => 'speaker'),
      stop: () => relay.stop(),
    };
  } catch (error) {
    await relay.stop();
    throw error;
  }
}
