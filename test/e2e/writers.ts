/** Starts writers, each a process of its own, and judges what became of what they sent. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { Message } from '../support/socket.ts';
import { saysHowItWasClosed } from './stored.ts';
import type { SentChange, SettingsMark, WriterTask } from './writer.ts';

/** @returns what it sent, and what of that was acknowledged */
export async function runWriter(task: WriterTask): Promise<SentChange[]> {
  const child = fork(fileURLToPath(new URL('writer.ts', import.meta.url)));
  child.send(task);
  const failed = once(child, 'exit').then(() => Promise.reject(new Error('a writer failed')));
  const [sent] = (await Promise.race([once(child, 'message'), failed])) as [SentChange[]];
  return sent;
}

/**
 * @param item of a speaker, as stored when all is over
 * @param sent all that was sent for that speaker
 * @param disconnectLost some connection's `$disconnect` was turned down, perhaps the last one's
 */
export function expectNoChangeLost(
  item: Message,
  sent: readonly SentChange[],
  disconnectLost: boolean,
): void {
  // The last owner was taken over by nobody: its connection ended as its writer ended it.
  const last = sent.find(({ epoch }) => epoch === item['e0']);
  const newestConnection = item['f0'] as Message;
  if (saysHowItWasClosed(newestConnection) || !disconnectLost)
    expect(newestConnection['b']).toBe(last?.ended === 'cut' ? 'n' : 'c');
  const [newest] = sent.filter(({ acknowledged }) => acknowledged).sort(newestFirst);
  expect(newest).toBeDefined();
  const value = { volume: item['vo'], sourceLanguage: item['sl'] } as SettingsMark;
  const source = sent.find(({ settings }) => sameMark(settings, value));
  // What is stored is the newest acknowledged change, or a later one whose answer was cut off.
  expect(source).toBeDefined();
  if (source === undefined || newest === undefined) return;
  expect(newestFirst(source, newest)).toBeLessThanOrEqual(0);
  if (item['ep'] === source.epoch) expect(item['ch']).toBe(source.change);
  else expect(item).toMatchObject({ ch: 0 });
}

const newestFirst = (a: SentChange, b: SentChange) => b.epoch - a.epoch || b.change - a.change;
const sameMark = (a: SettingsMark, b: SettingsMark) =>
  a.volume === b.volume && a.sourceLanguage === b.sourceLanguage;
