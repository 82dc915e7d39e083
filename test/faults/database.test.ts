// The database refuses, answers late and not at all, while many speakers create, change, renew and end.
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message, TestSocket } from '../support/socket.ts';
import { startStack, type StackUnderTest } from '../support/stack.ts';

const SPEAKERS = 30;
/** Each ends in the middle of a fault, and the next begins in it. As many as one speaker may create in five minutes. */
const SESSIONS = 4;
const FAULTS = [
  'refused',
  'applied',
  'applied',
  'refused',
  'stopped',
  'refused',
  'applied',
  'refused',
] as const;
const FAILING_CALLS = 150;
const LATE_ANSWERS = 20;

let stack: StackUnderTest;
beforeAll(async () => {
  stack = await startStack(['--create-limit', '0']);
});
afterAll(() => stack.stop());

test('nothing that was acknowledged is lost, and nothing is a defect', async () => {
  let faultsOver = 0;
  let unavailable = 0;
  let answers = 0;

  /** The same command until it is done: the database being away is the one excuse. */
  const insist = async (socket: TestSocket, command: Message & { requestId: string }): Promise<Message> => {
    for (;;) {
      const answer = await socket.ask(command, 20_000);
      answers += 1;
      if (answer['code'] !== 'UNAVAILABLE') return answer;
      expect(answer).toMatchObject({ type: 'error', retry: 'afterBackoff' });
      unavailable += 1;
    }
  };
  const speak = async (index: number) => {
    const speaker = `speaker-${index}-${crypto.randomUUID()}`;
    const socket = await stack.connect(speaker);
    const opening = { clientId: crypto.randomUUID(), connectionNumber: 1, sourceLanguage: 'en' };
    const told: unknown[] = [];
    let change = 0;
    for (let session = 1; session <= SESSIONS; session += 1) {
      const created = await insist(socket, command({ action: 'createSession', ...opening }));
      expect(created).toMatchObject({ type: 'sessionCreated', reused: false, epoch: 1 });
      const { sessionId, epoch } = created;
      told.push(sessionId);
      change = 0;
      do {
        change += 1;
        const wish = { sessionId, epoch, change, volume: change % 101 };
        expect(await insist(socket, command({ action: 'updateSession', ...wish }))).toMatchObject({
          type: 'sessionUpdated',
          change,
          volume: change % 101,
        });
        const beat = await insist(socket, command({ action: 'heartbeat', sessionId, epoch }));
        expect(beat).toMatchObject({ type: 'heartbeatAck', sessionId });
      } while (faultsOver < (session * FAULTS.length) / SESSIONS);
      if (session === SESSIONS) break;
      const ended = await insist(socket, command({ action: 'endSession', sessionId, epoch }));
      expect(ended).toMatchObject({ type: 'sessionEnded', sessionId, reason: 'requested' });
    }
    return { speaker, told, change, socket };
  };

  const speaking = Promise.all(Array.from({ length: SPEAKERS }, (_, index) => speak(index)));
  const failing = (async () => {
    for (const fault of FAULTS) {
      if (fault === 'stopped') {
        const before = unavailable;
        const engines = databaseProcesses(stack.processId);
        expect(engines).toHaveLength(1);
        engines.forEach((id) => process.kill(id, 'SIGSTOP'));
        try {
          await expect.poll(() => unavailable - before, { timeout: 20_000 }).toBeGreaterThan(LATE_ANSWERS);
        } finally {
          engines.forEach((id) => process.kill(id, 'SIGCONT'));
        }
      } else {
        await stack.faults({ databaseErrors: { count: FAILING_CALLS, applied: fault === 'applied' } });
        await expect.poll(() => stack.faults({}), { timeout: 20_000 }).toEqual({});
      }
      faultsOver += 1;
    }
  })();
  const [speakers] = await Promise.all([speaking, failing]);

  const stored = new Map((await stack.items()).map((item) => [item['pk'], item]));
  for (const { speaker, told, change } of speakers) {
    expect(new Set(told).size).toBe(SESSIONS);
    expect(stored.get(`SPEAKER#${speaker}`)).toMatchObject({
      si: told.at(-1),
      rc: SESSIONS,
      st: 'l',
      ep: 1,
      ch: change,
      vo: change % 101,
    });
  }
  speakers.forEach(({ socket }) => socket.close());
  await expect.poll(() => stack.connections()).toEqual([]);
  expect(stack.output()).not.toContain('INTERNAL_ERROR');
  console.log(`${answers} answers to ${SPEAKERS} speakers, ${unavailable} of them UNAVAILABLE`);
});

const command = (message: Message): Message & { requestId: string } => ({
  ...message,
  requestId: crypto.randomUUID(),
});

/** The engines that a stack runs beside itself. */
function databaseProcesses(stackProcessId: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, id, parent, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(parent) === stackProcessId && args.includes('dynalite') ? [Number(id)] : [];
  });
}
