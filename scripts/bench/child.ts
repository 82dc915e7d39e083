/** A part of a measurement in a process of its own, asked one thing at a time. */
import { fork } from 'node:child_process';
import { once } from 'node:events';

/** What one may ask a process of one kind, and what it answers. */
type Questions = Record<string, { readonly asks: unknown; readonly answers: unknown }>;

export interface Child<Q extends Questions> {
  /** @throws Error with what the process says went wrong, or that it has ended */
  ask<K extends keyof Q & string>(name: K, asks: Q[K]['asks']): Promise<Q[K]['answers']>;
  stop(): Promise<void>;
}

interface Question<Q extends Questions> {
  readonly name: keyof Q;
  readonly asks: Q[keyof Q]['asks'];
}
type Answer = { readonly answers: unknown } | { readonly error: string };

/** @param module that calls `answerParent` with the same questions */
export function startChild<Q extends Questions>(module: URL): Child<Q> {
  // Structured clones: delays travel as typed arrays.
  const child = fork(module, { serialization: 'advanced' });
  const ended = once(child, 'exit').then(([code]) => ({ error: `its process ended with ${String(code)}` }));
  return {
    async ask(name, asks) {
      const answered = once(child, 'message') as Promise<[Answer]>;
      child.send({ name, asks });
      const answer = await Promise.race([answered.then(([first]) => first), ended]);
      if ('error' in answer) throw new Error(`${name}: ${answer.error}`);
      return answer.answers;
    },
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** For the process's own module. It ends with its parent, or when that lets go of it. */
export function answerParent<Q extends Questions>(answers: {
  readonly [K in keyof Q]: (asks: Q[K]['asks']) => Promise<Q[K]['answers']>;
}): void {
  process.on('message', ({ name, asks }: Question<Q>) => {
    answers[name](asks).then(
      (given) => process.send?.({ answers: given }),
      (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
    );
  });
  process.on('disconnect', () => process.exit(0));
}
