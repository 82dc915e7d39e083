// The stack is killed with -9 in the middle of 1,000 creations, again and again, and started on the same data.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Message } from '../support/socket.ts';
import { startStack, type StackUnderTest } from '../support/stack.ts';

const SPEAKERS = 1_000;
/** The stack is killed when so many creations are acknowledged; others are then on their way. */
const KILLS_AT = [150, 400, 650, 900];
const AT_ONCE = 40;

interface Creation {
  readonly speaker: string;
  readonly clientId: string;
  /** The same at every try. */
  readonly requestId: string;
  tries: number;
  /** As `sessionCreated` told it. */
  sessionId?: string;
}

const data = await mkdtemp(join(tmpdir(), 'podium-kill-'));
let stack: StackUnderTest | undefined;
afterAll(async () => {
  await stack?.stop();
  await rm(data, { recursive: true });
});

test(`killed ${KILLS_AT.length} times in 1,000 creations: all that was acknowledged is there, once`, async () => {
  const creations = Array.from({ length: SPEAKERS }, (): Creation => {
    const speaker = `speaker-${crypto.randomUUID()}`;
    return { speaker, clientId: crypto.randomUUID(), requestId: crypto.randomUUID(), tries: 0 };
  });
  const acknowledged = () => creations.filter(({ sessionId }) => sessionId !== undefined);
  const interrupted: number[] = [];

  for (const killAt of [...KILLS_AT, Infinity]) {
    const running = await startStack(['--data', data]);
    stack = running;
    const stored = await storedSpeakers(running);
    expect(acknowledged().map((creation) => stored.get(creation.speaker)?.['si'])).toEqual(
      acknowledged().map(({ sessionId }) => sessionId),
    );
    let killed: Promise<void> | undefined;
    const tried = await createAll(running, creations, () => {
      if (acknowledged().length >= killAt) killed ??= running.kill();
      return killed !== undefined;
    });
    await killed;
    if (killAt !== Infinity) interrupted.push(tried - acknowledged().length);
  }

  expect(interrupted.filter((count) => count > 0)).toHaveLength(KILLS_AT.length);
  expect(acknowledged()).toHaveLength(SPEAKERS);
  const stored = await storedSpeakers(stack);
  expect(stored.size).toBe(SPEAKERS);
  for (const { speaker, sessionId } of creations)
    expect(stored.get(speaker)).toMatchObject({ si: sessionId, rc: 1, ep: expect.any(Number) as number });
  const retried = creations.filter(({ tries }) => tries > 1).length;
  console.log(
    `unanswered at each kill: ${interrupted.join(', ')}; creations tried more than once: ${retried}`,
  );
});

/**
 * Everything that is not acknowledged yet, as many at once as a stack has to bear.
 * @param over asked after each answer; from then on nothing new is begun
 * @returns how many creations have been tried by now, in this run or an earlier one
 */
async function createAll(running: StackUnderTest, creations: Creation[], over: () => boolean) {
  const waiting = creations.filter(({ sessionId }) => sessionId === undefined);
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await create(running, next, over);
      if (over()) return;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return creations.filter(({ tries }) => tries > 0).length;
}

async function create(running: StackUnderTest, creation: Creation, over: () => boolean): Promise<void> {
  const { clientId, requestId } = creation;
  creation.tries += 1;
  try {
    const socket = await running.connect(creation.speaker);
    const gone = socket.closed.then(() => undefined);
    const command = {
      action: 'createSession',
      clientId,
      connectionNumber: creation.tries,
      sourceLanguage: 'en',
    };
    const answer = await Promise.race([socket.ask({ ...command, requestId }), gone]);
    socket.terminate();
    if (answer === undefined) return;
    expect(answer).toMatchObject({ type: 'sessionCreated', reused: false });
    creation.sessionId = String(answer['sessionId']);
  } catch (error) {
    // A stack that is being killed refuses connections, or never answers.
    if (!over()) throw error;
  }
}

/** The items of speakers, by name. */
async function storedSpeakers(running: StackUnderTest | undefined): Promise<ReadonlyMap<string, Message>> {
  const items = (await running?.items()) ?? [];
  return new Map(
    items.flatMap((item) => {
      const [, speaker] = /^SPEAKER#(.+)$/.exec(String(item['pk'])) ?? [];
      return speaker === undefined ? [] : [[speaker, item] as const];
    }),
  );
}
