// Whoever waits longer than a second is told for what.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { patiently } from '../../../scripts/sessions/progress.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function screen() {
  const lines: string[] = [];
  return {
    lines,
    io: { status: (text: string) => void lines.push(text), clearStatus: () => void lines.push('') },
  };
}

test('says nothing of what is done within a second', async () => {
  const { io, lines } = screen();
  expect(await patiently(io, 'Asking', async () => 'answer')).toBe('answer');
  await vi.advanceTimersByTimeAsync(2_000);
  expect(lines).toEqual([]);
});

test('says after a second what is going on, as it goes on, and clears the line when it fails, too', async () => {
  const { io, lines } = screen();
  const { promise, reject } = Promise.withResolvers<never>();
  let say: (what: string) => void = () => undefined;
  const waiting = patiently(io, 'Asking', (tell) => {
    say = tell;
    return promise;
  });
  const failed = expect(waiting).rejects.toThrow('no');
  say('Page 1');
  await vi.advanceTimersByTimeAsync(1_000);
  say('Page 2');
  reject(new Error('no'));
  await failed;
  expect(lines).toEqual(['Page 1 …', 'Page 2 …', '']);
});
