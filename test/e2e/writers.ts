/** Starts writers, each a process of its own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { SentChange, WriterTask } from './writer.ts';

export type { SentChange, SettingsMark } from './writer.ts';

/** @returns what it sent, and what of that was acknowledged */
export async function runWriter(task: WriterTask): Promise<SentChange[]> {
  const child = fork(fileURLToPath(new URL('writer.ts', import.meta.url)));
  child.send(task);
  const failed = once(child, 'exit').then(() => Promise.reject(new Error('a writer failed')));
  const [sent] = (await Promise.race([once(child, 'message'), failed])) as [SentChange[]];
  return sent;
}
