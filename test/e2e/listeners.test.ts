// Those who follow a session: how they come to hear it, what they are told, and what they may not do.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { limits } from '#protocol/limits.ts';
import { within, type Message, type TestSocket } from '../support/socket.ts';
import { startStack, type StackUnderTest } from '../support/stack.ts';
import { arrived, framesFrom, hears, named, openAudience } from './audience.ts';

const PLACES = 3;
let stack: StackUnderTest;
const { follow, hangUp, onAir } = openAudience(() => stack);

beforeAll(async () => {
  stack = await startStack(['--listener-limit', String(PLACES)]);
});
afterEach(async () => {
  hangUp();
  await stack.clearFaults();
});
afterAll(() => stack.stop());

const changes = ({ received }: TestSocket) => received.filter(({ type }) => type === 'sessionChanged');
const changed = (socket: TestSocket, fields: Message) =>
  socket.next((message) => {
    const said = Object.entries(fields).every(([name, value]) => message[name] === value);
    return message['type'] === 'sessionChanged' && said;
  });

describe('joinSession', () => {
  test('tells the session as it is, and where its frames go on', async () => {
    const { owner, created, sessionId } = await onAir();
    await owner.ask('sendFrames', { ...named(created), ...framesFrom(1, 2) });
    const updated = await owner.ask('updateSession', { ...named(created), change: 1, muted: true });
    const { join } = await follow(sessionId);
    expect(await join()).toMatchObject({
      type: 'sessionJoined',
      sessionId,
      sourceLanguage: 'en',
      status: 'live',
      paused: false,
      muted: true,
      leaseUntil: updated['leaseUntil'],
      listenerCount: 1,
      nextSeq: 3,
    });
  });

  test('twice on one connection is one listener, who is pushed everything once', async () => {
    const { owner, created, sessionId } = await onAir();
    const listener = await follow(sessionId);
    const requestId = crypto.randomUUID();
    await listener.join({ requestId });
    expect(await listener.join({ requestId })).toMatchObject({ type: 'sessionJoined', listenerCount: 1 });
    expect(await listener.join()).toMatchObject({ type: 'sessionJoined', listenerCount: 1 });
    await owner.ask('sendFrames', { ...named(created), ...framesFrom(1) });
    await owner.ask('sendFrames', { ...named(created), ...framesFrom(2) });
    await hears(listener.socket, 2);
    expect(arrived(listener.socket.received)).toEqual([1, 2]);
  });

  test('of a name that nobody has, of another than the connection’s, and of a session replaced: not found', async () => {
    const { page, owner, created, sessionId } = await onAir();
    const unknown = await follow('no-such-0000');
    expect(await unknown.join()).toMatchObject({ code: 'SESSION_NOT_FOUND', retry: 'afterCreate' });
    expect(await unknown.join({ sessionId })).toMatchObject({ code: 'SESSION_NOT_FOUND' });
    const early = await follow(sessionId);
    await owner.ask('endSession', named(created));
    expect(await early.join()).toMatchObject({ code: 'SESSION_ENDED', retry: 'afterCreate' });
    await (await page.connect()).create();
    expect(await early.join()).toMatchObject({ code: 'SESSION_NOT_FOUND' });
  });

  test('of one listener more than there are places waits for one to leave', async () => {
    const { sessionId } = await onAir();
    const seated = await Promise.all(Array.from({ length: PLACES }, () => follow(sessionId)));
    for (const { join } of seated) expect(await join()).toMatchObject({ type: 'sessionJoined' });
    const late = await follow(sessionId);
    expect(await late.join()).toMatchObject({ code: 'SESSION_FULL', retry: 'afterBackoff' });
    expect(await seated[0]?.join()).toMatchObject({ type: 'sessionJoined', listenerCount: PLACES });
    await seated[0]?.leave();
    expect(await late.join()).toMatchObject({ type: 'sessionJoined', listenerCount: PLACES });
  });

  test('of a place whose listener was cut off goes to the next one', async () => {
    const { owner, created, sessionId } = await onAir();
    const seated = await Promise.all(Array.from({ length: PLACES }, () => follow(sessionId)));
    for (const { join } of seated) await join();
    await stack.faults({ loseDisconnect: true });
    seated[0]?.socket.terminate();
    const late = await follow(sessionId);
    // Nobody said that it left: the next push finds out.
    const seatedAtLast = async () => {
      for (let seq = 1; ; seq += 1) {
        await owner.ask('sendFrames', { ...named(created), ...framesFrom(seq) });
        const answer = await late.join();
        if (answer['code'] !== 'SESSION_FULL') return answer;
      }
    };
    const answer = await within(seatedAtLast(), 10_000, () => 'the place was never free');
    expect(answer).toMatchObject({ type: 'sessionJoined', listenerCount: PLACES });
  });
});

test('leaveSession: nothing more is pushed; again, and before any join, it is answered the same', async () => {
  const { owner, created, sessionId } = await onAir();
  const [leaver, stayer] = [await follow(sessionId), await follow(sessionId)];
  expect(await leaver.leave()).toMatchObject({ type: 'sessionLeft', sessionId });
  await leaver.join();
  await stayer.join();
  await owner.ask('sendFrames', { ...named(created), ...framesFrom(1) });
  expect(await leaver.leave()).toMatchObject({ type: 'sessionLeft', sessionId });
  expect(await leaver.leave()).toMatchObject({ type: 'sessionLeft', sessionId });
  await owner.ask('sendFrames', { ...named(created), ...framesFrom(2) });
  await hears(stayer.socket, 2);
  // Its own answer comes behind whatever was pushed to it before.
  await leaver.leave();
  expect(arrived(leaver.socket.received)).toEqual([1]);
});

describe('a listener’s heartbeat', () => {
  test('tells how the session is, and keeps nothing alive', async () => {
    const { owner, created, sessionId } = await onAir();
    const listener = await follow(sessionId);
    await listener.join();
    const lease = { leaseUntil: created['leaseUntil'] };
    const ack = { type: 'heartbeatAck', sessionId, epoch: 1, listenerCount: 1, ...lease };
    expect(await listener.beat()).toMatchObject({ ...ack, status: 'live' });
    owner.socket.terminate();
    await changed(listener.socket, { status: 'interrupted' });
    expect(await listener.beat()).toMatchObject({ ...ack, status: 'interrupted' });
    expect(await listener.ask('heartbeat', { sessionId: 'no-such-0000' })).toMatchObject({
      code: 'SESSION_NOT_FOUND',
    });
  });

  test('after the end says so', async () => {
    const { owner, created, sessionId } = await onAir();
    const listener = await follow(sessionId);
    await listener.join();
    await owner.ask('endSession', named(created));
    expect(await listener.socket.next(({ type }) => type === 'sessionEnded')).toMatchObject({
      sessionId,
      reason: 'requested',
    });
    expect(await listener.beat()).toMatchObject({ code: 'SESSION_ENDED' });
  });
});

describe('FORBIDDEN', () => {
  const requested = () => ({ clientId: crypto.randomUUID(), connectionNumber: 1 });

  test.each([
    ['createSession', () => ({ ...requested(), sourceLanguage: 'en' })],
    ['resumeSession', () => requested()],
    ['updateSession', (session: Message) => ({ ...named(session), change: 1, muted: true })],
    ['endSession', (session: Message) => named(session)],
    ['sendFrames', (session: Message) => ({ ...named(session), ...framesFrom(1) })],
  ])('is %s from a listener, and the session is as it was', async (action, fields) => {
    const { owner, created, sessionId } = await onAir();
    const listener = await follow(sessionId);
    await listener.join();
    expect(await listener.ask(action, fields(created))).toMatchObject({ code: 'FORBIDDEN', retry: 'never' });
    expect(await owner.ask('heartbeat', named(created))).toMatchObject({ type: 'heartbeatAck', epoch: 1 });
    expect(await listener.beat()).toMatchObject({ type: 'heartbeatAck', status: 'live' });
  });

  test.each(['joinSession', 'leaveSession'])('is %s from a speaker', async (action) => {
    const { owner, sessionId } = await onAir();
    expect(await owner.ask(action, { sessionId })).toMatchObject({ code: 'FORBIDDEN', retry: 'never' });
  });
});

describe('sessionChanged', () => {
  test('comes at once when the speaker mutes, pauses, is cut off and comes back', async () => {
    const { page, owner, created, sessionId } = await onAir();
    const listener = await follow(sessionId);
    await listener.join();
    const update = (change: number, fields: Message) =>
      owner.ask('updateSession', { ...named(created), change, ...fields });
    await update(1, { muted: true });
    expect(await changed(listener.socket, { muted: true })).toMatchObject({
      paused: false,
      listenerCount: 1,
    });
    await update(2, { paused: true, muted: false });
    await changed(listener.socket, { paused: true, muted: false, status: 'live' });
    await update(3, { paused: false });
    await changed(listener.socket, { paused: false, muted: false, status: 'live' });
    // Of no concern to those who listen.
    await update(4, { volume: 3 });
    owner.socket.terminate();
    await changed(listener.socket, { status: 'interrupted' });
    const told = changes(listener.socket).length;
    const back = await page.connect();
    const resumed = await back.resume({ sessionId });
    await changed(listener.socket, { status: 'live', leaseUntil: resumed['leaseUntil'] });
    expect(changes(listener.socket)).toHaveLength(told + 1);
  });

  test('tells listeners and speaker how many they are, not more often than every 2 s', async () => {
    const { owner, created, sessionId } = await onAir();
    const listener = await follow(sessionId);
    await listener.join();
    await changed(owner.socket, { listenerCount: 1 });
    for (let more = 2; more <= PLACES; more += 1) await (await follow(sessionId)).join();
    const speak = async () => {
      for (let seq = 1; changes(owner.socket).length < 2; seq += 1)
        await owner.ask('sendFrames', { ...named(created), ...framesFrom(seq) });
    };
    await within(speak(), 15_000, () => 'the count was never told');
    await changed(listener.socket, { listenerCount: PLACES });
    expect(changes(owner.socket).map(({ listenerCount }) => listenerCount)).toEqual([1, PLACES]);
    const [first, second] = changes(owner.socket).map(({ timestamp }) => Number(timestamp));
    expect(Number(second) - Number(first)).toBeGreaterThanOrEqual(limits.sessionChangedMs);
  });
});

describe('a lease', () => {
  test('that has run out is SESSION_EXPIRED, to those who join and to those who ask', async () => {
    const brief = await startStack(['--lease-ms', '600', '--grace-ms', '1']);
    const audience = openAudience(() => brief);
    try {
      const { sessionId } = await audience.onAir();
      const listener = await audience.follow(sessionId);
      const expired = async () => {
        for (;;) {
          const answer = await listener.beat();
          if (answer['type'] === 'error') return answer;
        }
      };
      const refused = { code: 'SESSION_EXPIRED', retry: 'afterCreate' };
      expect(await within(expired(), 10_000, () => 'it never ran out')).toMatchObject(refused);
      expect(await listener.join()).toMatchObject(refused);
    } finally {
      audience.hangUp();
      await brief.stop();
    }
  });
});

test('another speaker’s listener hears nothing of this session', async () => {
  const [mine, other] = [await onAir(), await onAir()];
  const [listener, stranger] = [await follow(mine.sessionId), await follow(other.sessionId)];
  await listener.join();
  await stranger.join();
  expect(await stranger.join({ sessionId: mine.sessionId })).toMatchObject({ code: 'SESSION_NOT_FOUND' });
  await mine.owner.ask('sendFrames', { ...named(mine.created), ...framesFrom(1) });
  await hears(listener.socket, 1);
  await stranger.beat();
  expect(arrived(stranger.socket.received)).toEqual([]);
});
