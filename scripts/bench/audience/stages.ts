/** What distributes frames: Podium on the local stack, or a bare relay. Each scene has a new one to itself. */
import { isEngineAvailable } from '../../../infra/local/database/engines.ts';
import { startStack } from '../../../test/support/stack.ts';
import { startChild } from '../child.ts';
import type { Stage } from '../line.ts';
import type { RelayQuestions } from './relay.ts';

/** What one does there. @param tokens one for each session */
type Use<T> = (stage: Stage, tokens: readonly string[]) => Promise<T>;

export const engine = isEngineAvailable('dynoxide') ? 'dynoxide' : 'dynalite';
/** As many as may listen, and join from one address, without being counted. */
const FLAGS = ['--engine', engine, '--join-limit', '0', '--listener-limit', '2000'];

const speakerNames = (sessions: number) => Array.from({ length: sessions }, (_, index) => `speaker-${index}`);

export async function onPodium<T>(sessions: number, use: Use<T>): Promise<T> {
  const stack = await startStack(FLAGS);
  try {
    const tokens = await Promise.all(speakerNames(sessions).map((name) => stack.token(name)));
    return await use({ url: stack.gateway, origin: stack.site }, tokens);
  } finally {
    await stack.stop();
  }
}

export async function onRelay<T>(sessions: number, use: Use<T>): Promise<T> {
  const relay = startChild<RelayQuestions>(new URL('relay.ts', import.meta.url));
  try {
    const { port } = await relay.ask('open', undefined);
    return await use({ url: `ws://127.0.0.1:${port}`, origin: 'http://localhost' }, speakerNames(sessions));
  } finally {
    await relay.stop();
  }
}
