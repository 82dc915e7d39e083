// One client in one process, on real sockets that are cut a thousand times: what it holds does not grow.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStack, type StackUnderTest } from '../support/stack.ts';
import type { Holdings, ReconnectingTask } from './reconnecting.ts';

const FEW = 100;
const MANY = 1_000;
/** The bar is 5 %; seen is a twentieth of one. 1 % is 130 bytes a reconnect. */
const MOST_GROWTH = 1.01;
/**
 * What V8 keeps of code that runs often is no part of what the client holds: with its compilers at work the heap grows
 * by 4.5 % up to the 600th reconnect, and no more up to the 3,000th.
 */
const WITHOUT_COMPILERS = ['--no-opt', '--no-maglev', '--no-sparkplug', '--no-lazy-feedback-allocation'];

let stack: StackUnderTest;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

test(`after ${MANY} reconnects a client holds what it held after ${FEW}`, async () => {
  const { gateway, site } = stack;
  const measured = await runClient({ gateway, site, speaker: 'restless', measureAfter: [FEW, MANY] });
  const [few, many] = measured;
  console.log(measured.map((holdings) => JSON.stringify(holdings)).join('\n'));
  if (few === undefined || many === undefined) throw new Error('two measurements were asked for');
  expect(few).toMatchObject({ reconnects: FEW, openSockets: 1 });
  expect(few.timers).toBeGreaterThan(0);
  expect(few.pageListeners).toBeGreaterThan(0);
  const { timers, pageListeners, openSockets, resources } = few;
  expect(many).toMatchObject({ reconnects: MANY, timers, pageListeners, openSockets, resources });
  expect(many.heapBytes / few.heapBytes).toBeLessThan(MOST_GROWTH);
  const item = (await stack.items()).find(({ pk }) => pk === 'SPEAKER#restless');
  expect(item).toMatchObject({ rc: 1, ep: MANY + 1 });
});

async function runClient(task: ReconnectingTask): Promise<Holdings[]> {
  const child = fork(fileURLToPath(new URL('reconnecting.ts', import.meta.url)), {
    execArgv: ['--expose-gc', ...WITHOUT_COMPILERS],
  });
  child.send(task);
  const failed = once(child, 'exit').then(() => Promise.reject(new Error('the client failed')));
  failed.catch(() => undefined);
  const [measured] = (await Promise.race([once(child, 'message'), failed])) as [Holdings[]];
  return measured;
}
