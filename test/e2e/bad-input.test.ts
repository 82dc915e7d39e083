// Whatever a client sends, it gets one typed error, loses nothing, and its connection stays usable.
import fc from 'fast-check';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actions, clientMessages, listenerActions, listenerMessages } from '#protocol/client-messages.ts';
import { serverMessages } from '#protocol/server-messages.ts';
import { openFunctions } from '../support/emitted.ts';
import type { EventFields } from '../support/gateway-event.ts';
import { listenerOptions, openSocket, type Message, type TestSocket } from '../support/socket.ts';
import { audioFrame } from '../support/speaker.ts';
import { startStack, type StackUnderTest } from '../support/stack.ts';

const BODIES = 10_000;
const LISTENER_BODIES = 3_000;
const SECRET = 'a-secret-that-no-log-may-hold';

let stack: StackUnderTest;
let socket: TestSocket;
let listener: TestSocket;
let session: Message;

beforeAll(async () => {
  stack = await startStack();
  socket = await stack.connect('anna');
  const opening = { clientId: crypto.randomUUID(), connectionNumber: 1 };
  const command = {
    action: 'createSession',
    requestId: crypto.randomUUID(),
    ...opening,
    sourceLanguage: 'en',
  };
  session = await socket.ask(command);
  const sessionId = String(session['sessionId']);
  listener = await openSocket(stack.gateway, listenerOptions(sessionId, stack.site));
  await listener.ask(goodOfListener().joinSession);
});
afterAll(() => stack.stop());

const good = (): Record<keyof typeof clientMessages, Message & { requestId: string }> => {
  const requestId = crypto.randomUUID();
  const named = { requestId, sessionId: session['sessionId'], epoch: session['epoch'] };
  const opening = { requestId, clientId: crypto.randomUUID(), connectionNumber: 1 };
  return {
    createSession: { action: 'createSession', ...opening, sourceLanguage: 'en' },
    resumeSession: { action: 'resumeSession', ...opening },
    updateSession: { action: 'updateSession', ...named, change: 1, volume: 5 },
    heartbeat: { action: 'heartbeat', ...named },
    endSession: { action: 'endSession', ...named },
    sendFrames: { action: 'sendFrames', ...named, frames: [audioFrame(1)] },
  };
};
const goodOfListener = (): Record<keyof typeof listenerMessages, Message & { requestId: string }> => {
  const named = { requestId: crypto.randomUUID(), sessionId: session['sessionId'] };
  return {
    joinSession: { action: 'joinSession', ...named },
    leaveSession: { action: 'leaveSession', ...named },
    heartbeat: { action: 'heartbeat', ...named },
  };
};

/** The next error: a bad message has no requestId to be told apart by where that is what is bad. */
const answerTo = (body: object | string, from = socket): Promise<Message> => {
  from.send(body);
  return from.next(({ type }) => type === 'error');
};

/** The requestId that an answer must repeat: the one in the body, where it is one. */
function requestIdIn(text: string): unknown {
  try {
    const { requestId } = JSON.parse(text) as Message;
    return v.is(clientMessages.heartbeat.entries.requestId, requestId) ? requestId : undefined;
  } catch {
    return undefined;
  }
}

/** Parsed, because in a literal `__proto__` would be no field. */
const polluting = JSON.parse('{"__proto__":{"polluted":true}}') as object;
const wrongValue = fc.oneof(
  fc.constantFrom(null, [], {}, '', -1, 0.5, 1e400, SECRET, '__proto__', true, Number.MAX_SAFE_INTEGER + 1),
  fc.constant(polluting),
  fc.jsonValue(),
  fc.constant(undefined),
);
/** A good message with one field gone wrong, or nothing like a message at all. */
const wrongField = (
  schemas: Readonly<Record<string, v.GenericSchema>>,
  examples: () => Readonly<Record<string, Message>>,
) =>
  fc
    .tuple(fc.constantFrom(...Object.keys(schemas)), fc.nat(), wrongValue)
    .map(([action, at, value]) => {
      const message = examples()[action] ?? {};
      const fields = Object.keys(message);
      return { ...message, [fields[at % fields.length] ?? 'action']: value };
    })
    // A `null` that JSON makes of an infinity is bad, too; what happens to be good is another test's.
    .filter((message) => {
      const sent: unknown = JSON.parse(JSON.stringify(message));
      return !Object.values(schemas).some((schema) => v.is(schema, sent));
    });
const nonsense = fc.oneof(
  fc.string().filter((text) => !text.trim().startsWith('{')),
  fc.jsonValue().filter((value) => !(typeof value === 'object' && value !== null && 'action' in value)),
  fc.constantFrom(
    '{"action":"createSession"',
    '{"__proto__":{"polluted":true}}',
    '{"constructor":{"prototype":1}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '\u0000',
  ),
);

/** @returns what was sent */
async function sendAll(
  bad: fc.Arbitrary<object>,
  numRuns: number,
  from: () => TestSocket,
): Promise<readonly string[]> {
  const sent: string[] = [];
  await fc.assert(
    fc.asyncProperty(fc.oneof(bad, nonsense), async (body) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      fc.pre(text !== '');
      sent.push(text);
      const answer = v.parse(serverMessages.error, await answerTo(text, from()));
      expect(answer.requestId).toBe(requestIdIn(text));
      expect(['INVALID_MESSAGE', 'UNKNOWN_ACTION', 'UNSUPPORTED_LANGUAGE']).toContain(answer.code);
      expect(answer.retry).toBe('never');
      expect(answer.message).not.toContain(SECRET);
    }),
    { numRuns },
  );
  return sent;
}

async function expectUnharmed(from: TestSocket, sent: readonly string[]): Promise<void> {
  expect(from.received.filter(({ type }) => type === 'error')).toHaveLength(sent.length);
  expect(from.webSocket.readyState).toBe(from.webSocket.OPEN);
  expect(await socket.ask(good().heartbeat)).toMatchObject({
    type: 'heartbeatAck',
    sessionId: session['sessionId'],
  });
  expect(await listener.ask(goodOfListener().heartbeat)).toMatchObject({ status: 'live', listenerCount: 1 });
  expect(stack.output()).not.toContain(SECRET);
  expect(stack.output()).not.toContain('INTERNAL_ERROR');
  await expectNoPrototypeChanges(sent, from === listener ? { listensTo: String(session['sessionId']) } : {});
}

const routes = new Set([...actions, ...listenerActions, '$default'] as const);
const prototypes = () =>
  [Object.prototype, Array.prototype].map((prototype) =>
    Reflect.ownKeys(prototype).map((key) => [key, Reflect.getOwnPropertyDescriptor(prototype, key)]),
  );
const untouched = prototypes();

/** The stack is another process, whose prototypes nobody sees: the same bodies by the same handlers in this one. */
async function expectNoPrototypeChanges(bodies: readonly string[], party: EventFields): Promise<void> {
  const functions = await openFunctions();
  for (const body of new Set(bodies))
    for (const route of routes) await functions.on(route, { ...party, body });
  expect(prototypes()).toEqual(untouched);
}

test(`${BODIES} generated bodies get one typed error each, and the session is as it was`, async () => {
  await expectUnharmed(socket, await sendAll(wrongField(clientMessages, good), BODIES, () => socket));
});

test(`${LISTENER_BODIES} of a listener’s get one typed error each, and it listens on`, async () => {
  const bad = wrongField(listenerMessages, goodOfListener);
  await expectUnharmed(listener, await sendAll(bad, LISTENER_BODIES, () => listener));
});

describe('a message that is too large', () => {
  const sized = (bytes: number, action: string) => {
    const message = { ...good().heartbeat, action, padding: '' };
    const room = bytes - Buffer.byteLength(JSON.stringify(message));
    return { ...message, padding: 'x'.repeat(room) };
  };

  test('is one byte over 4 KiB for a control message; 4 KiB is not', async () => {
    const fits = sized(4 * 1024, 'heartbeat');
    expect(await socket.ask(fits)).toMatchObject({
      type: 'heartbeatAck',
    });
    const over = sized(4 * 1024 + 1, 'heartbeat');
    expect(await socket.ask(over)).toMatchObject({ code: 'MESSAGE_TOO_LARGE', retry: 'never' });
  });

  test('is one byte over 31 KiB for any other', async () => {
    expect(await answerTo(sized(31 * 1024, 'dance'))).toMatchObject({ code: 'UNKNOWN_ACTION' });
    expect(await answerTo(sized(31 * 1024 + 1, 'dance'))).toMatchObject({ code: 'MESSAGE_TOO_LARGE' });
  });

  test('is one byte over 31 KiB for frames', async () => {
    expect(await answerTo(sized(31 * 1024, 'sendFrames'))).toMatchObject({ code: 'INVALID_MESSAGE' });
    expect(await answerTo(sized(31 * 1024 + 1, 'sendFrames'))).toMatchObject({ code: 'MESSAGE_TOO_LARGE' });
  });

  test('is one byte over 4 KiB from a listener', async () => {
    const fits = { ...sized(4 * 1024, 'joinSession'), requestId: crypto.randomUUID() };
    expect(await listener.ask(fits)).toMatchObject({ type: 'sessionJoined' });
    const over = sized(4 * 1024 + 1, 'joinSession');
    expect(await answerTo(over, listener)).toMatchObject({ code: 'MESSAGE_TOO_LARGE', retry: 'never' });
  });
});

test('an error names the field and what it must be', async () => {
  const { updateSession, resumeSession, createSession } = good();
  const message = async (body: object) => String((await answerTo(body))['message']);
  expect(await message({ ...updateSession, volume: 101 })).toBe(
    'The field volume must be a whole number from 0 to 100.',
  );
  expect(await message({ ...updateSession, volume: undefined })).toContain(
    'at least one of paused, muted, volume',
  );
  expect(await message({ ...updateSession, epoch: null })).toContain('The field epoch');
  expect(await message({ ...resumeSession, epoch: 1 })).toBe('The field epoch needs sessionId beside it.');
  expect(await message({ ...resumeSession, takeover: true })).toContain(
    'The field takeover needs sessionId and epoch',
  );
  expect(await message({ ...createSession, clientId: undefined })).toBe('The field clientId is missing.');
  expect(await message({ ...createSession, sourceLanguage: 'tlh' })).toContain('Choose one of: en, de');
});
