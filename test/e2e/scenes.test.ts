// The scenes of PROTOCOL.md, told over real sockets against the local stack.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openSocket, speakerOptions, within, type Message, type TestSocket } from '../support/socket.ts';
import { startStack, type StackUnderTest } from '../support/stack.ts';

const LEASE_MS = 60_000;
let stack: StackUnderTest;
let sockets: TestSocket[] = [];

beforeAll(async () => {
  stack = await startStack(['--create-limit', '3', '--lease-ms', String(LEASE_MS), '--grace-ms', '30000']);
});
afterEach(async () => {
  sockets.forEach((socket) => socket.close());
  sockets = [];
  await stack.clearFaults();
});
afterAll(() => stack.stop());

/** One page of a speaker, with the sockets that it opens one after the other. */
function newPage(speaker = `speaker-${crypto.randomUUID()}`) {
  const clientId = crypto.randomUUID();
  let connectionNumber = 0;
  return {
    speaker,
    async connect(tokenSeconds = 3_600) {
      connectionNumber += 1;
      const token = await stack.token(speaker, { expiresInSeconds: tokenSeconds });
      const socket = await openSocket(stack.gateway, speakerOptions(token, stack.site));
      sockets.push(socket);
      const opening = { clientId, connectionNumber };
      const ask = (action: string, fields: Message = {}) =>
        socket.ask({ action, requestId: crypto.randomUUID(), ...fields });
      return {
        socket,
        ask,
        create: (fields: Message = {}) =>
          ask('createSession', { ...opening, sourceLanguage: 'en', qualityTier: 'standard', ...fields }),
        resume: (fields: Message = {}) => ask('resumeSession', { ...opening, ...fields }),
      };
    },
  };
}
const named = ({ sessionId, epoch }: Message) => ({ sessionId, epoch });

/** Asks until the database says so; `$disconnect` arrives when it arrives. */
async function storedStatus(speaker: string, letter: string): Promise<Message> {
  const look = async () => {
    for (;;) {
      const item = (await stack.items()).find(({ pk }) => pk === `SPEAKER#${speaker}`);
      if (item?.['st'] === letter) return item;
    }
  };
  return within(look(), 5_000, () => `the status never became ${letter}`);
}

async function noConnectionOf(speaker: string): Promise<void> {
  while ((await stack.connections()).some((connection) => connection.speaker === speaker));
}

test('clean start: created, changed, kept alive, ended', async () => {
  const page = await newPage().connect();
  const created = await page.create({ sourceLanguage: 'de', qualityTier: 'premium' });
  expect(created).toMatchObject({
    type: 'sessionCreated',
    sourceLanguage: 'de',
    qualityTier: 'premium',
    status: 'live',
    epoch: 1,
    change: 0,
    reused: false,
    paused: false,
    muted: false,
    volume: 75,
  });
  expect(Number(created['leaseUntil']) - Number(created['timestamp'])).toBe(LEASE_MS);
  const updated = await page.ask('updateSession', { ...named(created), change: 1, paused: true, volume: 0 });
  expect(updated).toMatchObject({ type: 'sessionUpdated', paused: true, volume: 0, change: 1 });
  const beat = await page.ask('heartbeat', named(created));
  expect(beat).toMatchObject({ type: 'heartbeatAck', ...named(created) });
  expect(Number(beat['leaseUntil'])).toBeGreaterThanOrEqual(Number(updated['leaseUntil']));
  const ended = await page.ask('endSession', named(created));
  expect(ended).toMatchObject({ type: 'sessionEnded', sessionId: created['sessionId'], reason: 'requested' });
  expect(await page.ask('heartbeat', named(created))).toMatchObject({ code: 'SESSION_ENDED' });
  expect(await page.ask('endSession', named(created))).toMatchObject({ type: 'sessionEnded' });
});

test('a reply is lost, the create is sent again: the same session, made by it', async () => {
  const page = newPage();
  const { create } = await page.connect();
  const requestId = crypto.randomUUID();
  await stack.faults({ dropReplies: 1 });
  // All three are the same command: whoever waits longest is given the next answer to it.
  const lost = create({ requestId });
  await storedStatus(page.speaker, 'l');
  const retried = create({ requestId });
  const answered = await lost;
  expect(answered).toMatchObject({ type: 'sessionCreated', reused: false, epoch: 1 });
  const again = create({ requestId });
  expect(await retried).toMatchObject({ type: 'sessionCreated', reused: false, ...named(answered) });
  void again.catch(() => undefined);
});

test('a drop and a return within the lease: the same session, the next epoch, the settings kept', async () => {
  const page = newPage();
  const first = await page.connect();
  const created = await first.create();
  await first.ask('updateSession', { ...named(created), change: 1, volume: 31 });
  first.socket.terminate();
  const item = await storedStatus(page.speaker, 'i');
  expect(Number(item['lu'])).toBeGreaterThanOrEqual(Number(created['leaseUntil']));
  const second = await page.connect();
  const resumed = await second.resume({ sessionId: created['sessionId'] });
  expect(resumed).toMatchObject({
    type: 'sessionResumed',
    sessionId: created['sessionId'],
    epoch: 2,
    change: 0,
    volume: 31,
    status: 'live',
  });
  expect(await second.resume()).toMatchObject({ type: 'sessionResumed', epoch: 2 });
});

test('a second window starts, continues here, the first is told and closed, and takes it back', async () => {
  const page = newPage();
  const first = await page.connect();
  const created = await first.create();
  const second = await newPage(page.speaker).connect();
  const active = await second.create();
  expect(active).toMatchObject({ code: 'SESSION_ACTIVE', retry: 'never', status: 'live', ...named(created) });
  expect(await second.resume()).toMatchObject({ code: 'SESSION_SUPERSEDED' });
  const taken = await second.resume({ ...named(active), takeover: true });
  expect(taken).toMatchObject({ type: 'sessionResumed', epoch: 2, sessionId: created['sessionId'] });
  const told = await first.socket.next(({ type }) => type === 'connectionSuperseded');
  expect(told).toMatchObject(named(taken));
  expect(await first.socket.closed).toMatchObject({ code: 1000 });
  const back = await page.connect();
  expect(await back.resume(named(created))).toMatchObject({ code: 'SESSION_SUPERSEDED', epoch: 2 });
  expect(await back.resume({ ...named(created), takeover: true })).toMatchObject({
    code: 'SESSION_SUPERSEDED',
  });
  expect(await back.resume({ ...named(told), takeover: true })).toMatchObject({
    type: 'sessionResumed',
    epoch: 3,
  });
  expect(await second.ask('heartbeat', named(taken)).catch(() => 'closed')).toBe('closed');
});

test('an end in another window is pushed to the owner, whose connection stays', async () => {
  const page = newPage();
  const owner = await page.connect();
  const created = await owner.create();
  const other = await newPage(page.speaker).connect();
  await other.ask('endSession', named(created));
  const told = await owner.socket.next(({ type }) => type === 'sessionEnded');
  expect(told).toMatchObject({ sessionId: created['sessionId'], reason: 'requested' });
  expect(told).not.toHaveProperty('requestId');
  expect(await owner.ask('heartbeat', named(created))).toMatchObject({ code: 'SESSION_ENDED' });
});

describe('$disconnect of the old socket', () => {
  test.each([
    ['late', { delayDisconnectMs: 300 }],
    ['doubled', { duplicateDisconnect: true }],
    ['late and doubled', { delayDisconnectMs: 300, duplicateDisconnect: true }],
  ])('%s: the session that moved on is not touched', async (_name, faults) => {
    const page = newPage();
    const first = await page.connect();
    const created = await first.create();
    await stack.faults(faults);
    first.socket.close();
    const second = await page.connect();
    const resumed = await second.resume({ sessionId: created['sessionId'] });
    // Of the old connection nothing is known yet: what comes now comes late.
    const isLate = 'delayDisconnectMs' in faults;
    if (isLate) expect((await storedStatus(page.speaker, 'l'))['f1']).not.toHaveProperty('z');
    const told = async () => {
      for (;;) {
        const item = (await stack.items()).find(({ pk }) => pk === `SPEAKER#${page.speaker}`);
        if ((item?.['f1'] as Message)['z'] !== undefined) return item;
      }
    };
    const item = await within(told(), 5_000, () => 'the old connection never told how it closed');
    expect(item).toMatchObject({ st: 'l', ep: 2, lu: resumed['leaseUntil'], f1: { b: 'c' } });
    expect(await second.ask('heartbeat', named(resumed))).toMatchObject({ type: 'heartbeatAck' });
  });

  test('lost: the session is resumed all the same', async () => {
    const page = newPage();
    const first = await page.connect();
    const created = await first.create();
    await stack.faults({ loseDisconnect: true });
    first.socket.terminate();
    await within(noConnectionOf(page.speaker), 5_000, () => 'the gateway never noticed');
    expect(await storedStatus(page.speaker, 'l')).toMatchObject({ ep: 1 });
    const second = await page.connect();
    expect(await second.resume()).toMatchObject({ sessionId: created['sessionId'], epoch: 2 });
    expect((await storedStatus(page.speaker, 'l'))['f1']).not.toHaveProperty('z');
  });
});

test('a planned move: the new socket first, a heartbeat of the old one is superseded, nobody is pushed', async () => {
  const page = newPage();
  const first = await page.connect();
  const created = await first.create();
  const second = await page.connect();
  const moved = await second.resume({ sessionId: created['sessionId'] });
  expect(await first.ask('heartbeat', named(created))).toMatchObject({
    code: 'SESSION_SUPERSEDED',
    epoch: 2,
  });
  expect(await first.ask('heartbeat', named(moved))).toMatchObject({ code: 'SESSION_SUPERSEDED', epoch: 2 });
  first.socket.close();
  await first.socket.closed;
  expect(first.socket.received.filter(({ type }) => type === 'connectionSuperseded')).toEqual([]);
  expect(await second.ask('heartbeat', named(moved))).toMatchObject({ type: 'heartbeatAck' });
});

test('the token runs out in mid-session: told, closed, and resumed with a new one', async () => {
  const page = newPage();
  const first = await page.connect(2);
  const created = await first.create();
  expect(Number(created['leaseUntil']) - Number(created['timestamp'])).toBeLessThanOrEqual(32_000);
  const ranOut = async () => {
    for (;;) {
      const answer = await first.ask('heartbeat', named(created));
      if (answer['type'] !== 'heartbeatAck') return answer;
    }
  };
  const told = await within(ranOut(), 5_000, () => 'the token never ran out');
  expect(told).toMatchObject({ type: 'error', code: 'TOKEN_EXPIRED', retry: 'withNewToken' });
  expect(await first.socket.closed).toMatchObject({ code: 1000 });
  const second = await page.connect();
  expect(await second.resume()).toMatchObject({ sessionId: created['sessionId'], epoch: 2 });
});

test('a page reloads with an unanswered create: the same command on a new socket finds what it made', async () => {
  const page = newPage();
  const requestId = crypto.randomUUID();
  const first = await page.connect();
  await stack.faults({ delayRepliesMs: 60_000 });
  void first.create({ requestId }).catch(() => undefined);
  await storedStatus(page.speaker, 'l');
  first.socket.terminate();
  await stack.clearFaults();
  const second = await page.connect();
  expect(await second.create({ requestId })).toMatchObject({
    type: 'sessionCreated',
    reused: false,
    epoch: 2,
  });
});

describe('the database', () => {
  test('fails once, applied or not: the speaker does not notice', async () => {
    for (const applied of [true, false]) {
      const page = await newPage().connect();
      await stack.faults({ databaseErrors: { count: 1, applied } });
      const created = await page.create();
      expect(created).toMatchObject({ type: 'sessionCreated', reused: false });
      await stack.faults({ databaseErrors: { count: 1, applied } });
      const updated = await page.ask('updateSession', { ...named(created), change: 1, muted: true });
      expect(updated).toMatchObject({ type: 'sessionUpdated', muted: true, change: 1 });
    }
  });

  test('fails for long: UNAVAILABLE, the connection stays, and the same command goes through later', async () => {
    const page = await newPage().connect();
    const requestId = crypto.randomUUID();
    await stack.faults({ databaseErrors: { count: 1_000, applied: true } });
    expect(await page.create({ requestId })).toMatchObject({ code: 'UNAVAILABLE', retry: 'afterBackoff' });
    await stack.clearFaults();
    const created = await page.create({ requestId });
    expect(created).toMatchObject({ type: 'sessionCreated', epoch: 1, reused: false });
  });
});

test('the limit on creating sessions: the fourth in the hour waits, and says how long', async () => {
  const page = await newPage().connect();
  for (let turn = 0; turn < 3; turn += 1) await page.ask('endSession', named(await page.create()));
  const refused = await page.create();
  expect(refused).toMatchObject({ code: 'RATE_LIMITED', retry: 'afterBackoff' });
  expect(Number(refused['retryAfterMs'])).toBeGreaterThan(59 * 60_000);
});

test('after the lease: expired, never a silent new session, and the next create is a new one', async () => {
  const short = await startStack(['--lease-ms', '300', '--grace-ms', '200']);
  try {
    const token = await short.token('anna');
    const opening = { clientId: crypto.randomUUID(), connectionNumber: 1 };
    const socket = await openSocket(short.gateway, speakerOptions(token, short.site));
    const ask = (action: string, fields: Message) =>
      socket.ask({ action, requestId: crypto.randomUUID(), ...fields });
    const created = await ask('createSession', { ...opening, sourceLanguage: 'en' });
    const expired = async () => {
      for (;;) {
        const answer = await ask('resumeSession', opening);
        if (answer['type'] !== 'sessionResumed') return answer;
      }
    };
    expect(await within(expired(), 5_000, () => 'the lease never ran out')).toMatchObject({
      code: 'SESSION_EXPIRED',
      retry: 'afterCreate',
    });
    expect(await ask('heartbeat', named(created))).toMatchObject({ code: 'SESSION_EXPIRED' });
    const next = await ask('createSession', { ...opening, sourceLanguage: 'en' });
    expect(next).toMatchObject({ type: 'sessionCreated', reused: false, epoch: 1 });
    expect(next['sessionId']).not.toBe(created['sessionId']);
    expect(await ask('resumeSession', { ...opening, sessionId: created['sessionId'] })).toMatchObject({
      code: 'SESSION_NOT_FOUND',
    });
    socket.close();
  } finally {
    await short.stop();
  }
});
