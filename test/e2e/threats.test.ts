// What one speaker, or somebody who has listened in, can do to the session of another: nothing.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message, TestSocket } from '../support/socket.ts';
import { startStack, type StackUnderTest } from '../support/stack.ts';

let stack: StackUnderTest;
const sockets: TestSocket[] = [];

beforeAll(async () => {
  stack = await startStack();
});
afterAll(async () => {
  sockets.forEach((socket) => socket.close());
  await stack.stop();
});

async function speaker() {
  const name = `speaker-${crypto.randomUUID()}`;
  const socket = await stack.connect(name);
  sockets.push(socket);
  return {
    ask: (command: Message) => socket.ask({ requestId: crypto.randomUUID(), ...command }),
    item: async () => (await stack.items()).find(({ pk }) => pk === `SPEAKER#${name}`),
  };
}
const create = (clientId: string, connectionNumber = 1) => ({
  action: 'createSession',
  clientId,
  connectionNumber,
  sourceLanguage: 'en',
});

test('a session of another speaker answers like one that never was, to every command, and is not touched', async () => {
  const [anna, mallory] = [await speaker(), await speaker()];
  const clientId = crypto.randomUUID();
  const { epoch, sessionId } = await anna.ask(create(clientId));
  const before = await anna.item();
  const answersAbout = async (named: Message) => {
    const opening = { clientId, connectionNumber: 9 };
    const commands: Message[] = [
      { action: 'resumeSession', ...opening, sessionId: named['sessionId'] },
      { action: 'resumeSession', ...opening, ...named, takeover: true },
      { action: 'heartbeat', ...named },
      { action: 'updateSession', ...named, change: 1, muted: true },
      { action: 'endSession', ...named },
    ];
    return Promise.all(
      commands.map(async (command) => {
        const { code, message, retry, type, ...rest } = await mallory.ask(command);
        return { code, message, retry, type, more: Object.keys(rest).sort() };
      }),
    );
  };
  const foreign = await answersAbout({ sessionId, epoch });
  expect(foreign.map(({ code }) => code)).toEqual(Array.from(foreign, () => 'SESSION_NOT_FOUND'));
  expect(await answersAbout({ sessionId: 'no-such-1234', epoch })).toEqual(foreign);
  expect(await anna.item()).toEqual(before);
});

test('a recorded createSession that another speaker sends makes a session of the sender’s own', async () => {
  const [anna, mallory] = [await speaker(), await speaker()];
  const recorded = { ...create(crypto.randomUUID()), requestId: crypto.randomUUID() };
  const annas = await anna.ask(recorded);
  const mallorys = await mallory.ask(recorded);
  expect(mallorys).toMatchObject({ type: 'sessionCreated', reused: false, epoch: 1 });
  expect(mallorys['sessionId']).not.toBe(annas['sessionId']);
  expect(await anna.ask(recorded)).toMatchObject({ sessionId: annas['sessionId'], reused: false, epoch: 1 });
});

test('recorded commands that are sent again after the end change nothing', async () => {
  const anna = await speaker();
  const clientId = crypto.randomUUID();
  const recorded = { ...create(clientId), requestId: crypto.randomUUID() };
  const { epoch, sessionId } = await anna.ask(recorded);
  const named = { sessionId, epoch };
  await anna.ask({ action: 'endSession', ...named });
  const before = await anna.item();
  const codes = await Promise.all(
    [
      recorded,
      { action: 'heartbeat', ...named },
      { action: 'updateSession', ...named, change: 1, volume: 0 },
      { action: 'resumeSession', clientId, connectionNumber: 2, sessionId },
    ].map(async (command) => (await anna.ask(command))['code']),
  );
  expect(codes).toEqual(['SESSION_ENDED', 'SESSION_ENDED', 'SESSION_ENDED', 'SESSION_ENDED']);
  expect(await anna.item()).toEqual(before);
});

test('who guesses names learns nothing: a hundred guesses around a session get one and the same answer', async () => {
  const [anna, mallory] = [await speaker(), await speaker()];
  const { sessionId } = await anna.ask(create(crypto.randomUUID()));
  const [adjective, noun, number] = String(sessionId).split('-');
  const opening = { action: 'resumeSession', clientId: crypto.randomUUID(), connectionNumber: 1 };
  const answers = new Set<string>();
  for (let guess = Number(number) - 50; guess < Number(number) + 50; guess += 1) {
    const { code, message } = await mallory.ask({ ...opening, sessionId: `${adjective}-${noun}-${guess}` });
    answers.add(JSON.stringify([code, message]));
  }
  expect([...answers]).toEqual([expect.stringContaining('SESSION_NOT_FOUND')]);
});
