// Frames from the instant of `sessionCreated` on, over whatever breaks between a speaker and those who listen.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { within, type Message } from '../support/socket.ts';
import { startStack, type StackUnderTest } from '../support/stack.ts';
import { arrived, framesFrom, hears, named, openAudience, played, upTo } from './audience.ts';

let stack: StackUnderTest;
const { follow, hangUp, newPage, onAir } = openAudience(() => stack);

beforeAll(async () => {
  stack = await startStack();
});
afterEach(async () => {
  hangUp();
  await stack.clearFaults();
});
afterAll(() => stack.stop());

describe('from the instant of sessionCreated on', () => {
  const [SESSIONS, AT_ONCE, BOUND_MS] = [1_000, 40, 90_000];

  test(`frames sent in its very turn are accepted: ${SESSIONS} of ${SESSIONS}`, async () => {
    const answers: Message[] = [];
    const waiting = Array.from({ length: SESSIONS }, () => newPage());
    const work = async () => {
      for (let page = waiting.pop(); page !== undefined; page = waiting.pop()) {
        const { socket, create } = await page.connect();
        // Before anybody else is given the message, and before anything else can happen.
        socket.webSocket.prependOnceListener('message', (data: Buffer) => {
          const created = JSON.parse(data.toString('utf8')) as Message;
          const requestId = crypto.randomUUID();
          socket.send({ action: 'sendFrames', requestId, ...named(created), ...framesFrom(1) });
        });
        const [created, answer] = await Promise.all([
          create(),
          socket.next(({ type }) => type !== 'sessionCreated'),
        ]);
        answers.push({ ...answer, after: created['type'] });
        socket.terminate();
      }
    };
    const all = Promise.all(Array.from({ length: AT_ONCE }, work));
    await within(all, BOUND_MS, () => `only ${answers.length} were answered`);
    const accepted = answers.filter(
      ({ after, ackedSeq, type }) => after === 'sessionCreated' && type === 'framesAcked' && ackedSeq === 1,
    );
    expect(answers.filter((answer) => !accepted.includes(answer))).toEqual([]);
    expect(accepted).toHaveLength(SESSIONS);
  });
});

describe('those who listen', () => {
  test('hear every frame once and in order, over a reconnect, a lost answer and a takeover', async () => {
    const { page, owner, created, sessionId } = await onAir();
    const listener = await follow(sessionId);
    expect(await listener.join()).toMatchObject({ type: 'sessionJoined', nextSeq: 1 });
    await owner.ask('sendFrames', { ...named(created), ...framesFrom(1, 3) });

    owner.socket.terminate();
    const second = await page.connect();
    const resumed = await second.resume({ sessionId });
    expect(resumed).toMatchObject({ type: 'sessionResumed', epoch: 2, nextSeq: 4 });
    // A client does not know whether these arrived, and sends them again; the last were never on their way.
    await second.ask('sendFrames', { ...named(resumed), ...framesFrom(2, 4) });

    await stack.faults({ dropReplies: 1 });
    const requestId = crypto.randomUUID();
    const message = { action: 'sendFrames', requestId, ...named(resumed), ...framesFrom(5, 6) };
    second.socket.send(message);
    await hears(listener.socket, 6);
    expect(await second.socket.ask(message)).toMatchObject({ type: 'framesAcked', ackedSeq: 6 });

    const other = await newPage(page.speaker).connect();
    const taken = await other.resume({ ...named(resumed), takeover: true });
    expect(taken).toMatchObject({ type: 'sessionResumed', epoch: 3, nextSeq: 7 });
    await other.ask('sendFrames', { ...named(taken), ...framesFrom(7, 8) });
    await hears(listener.socket, 8);
    expect(arrived(listener.socket.received)).toEqual([1, 2, 3, 2, 3, 4, 5, 6, 5, 6, 7, 8]);
    expect(played(listener.socket.received)).toEqual(upTo(8));
  });

  test('hear nothing that a superseded owner sends, also where it sends while it loses its session', async () => {
    const { page, owner, created, sessionId } = await onAir();
    const listener = await follow(sessionId);
    await listener.join();
    const other = await newPage(page.speaker).connect();
    const racing = owner.ask('sendFrames', { ...named(created), ...framesFrom(1, 2) });
    const taken = await other.resume({ ...named(created), takeover: true });
    const first: Message = await Promise.race([racing, owner.socket.closed.then(() => ({ code: 'closed' }))]);
    const nextSeq = Number(taken['nextSeq']);
    if (nextSeq === 1) expect(['SESSION_SUPERSEDED', 'closed']).toContain(first['code']);
    await other.ask('sendFrames', { ...named(taken), ...framesFrom(nextSeq, nextSeq + 1) });
    await hears(listener.socket, nextSeq + 1);
    expect(played(listener.socket.received)).toEqual(upTo(nextSeq + 1));
    const back = await page.connect();
    expect(await back.ask('sendFrames', { ...named(created), ...framesFrom(nextSeq + 2) })).toMatchObject({
      code: 'SESSION_SUPERSEDED',
      epoch: 2,
    });
    expect(arrived(listener.socket.received)).not.toContain(nextSeq + 2);
  });

  test('are told of what was given up, and hear nothing that leaves a hole or comes while paused', async () => {
    const { owner, created, sessionId } = await onAir();
    const listener = await follow(sessionId);
    await listener.join();
    const send = (fields: Message) => owner.ask('sendFrames', { ...named(created), ...fields });
    expect(await send(framesFrom(1, 2))).toMatchObject({ ackedSeq: 2 });
    expect(await send(framesFrom(5, 6))).toMatchObject({
      code: 'FRAMES_OUT_OF_ORDER',
      retry: 'afterBackoff',
      nextSeq: 3,
    });
    expect(await send({ ...framesFrom(5, 6), gap: 1, gapMs: 100 })).toMatchObject({ nextSeq: 3 });
    expect(await send({ ...framesFrom(5, 6), gap: 2, gapMs: 200 })).toMatchObject({ ackedSeq: 6 });
    expect(await hears(listener.socket, 6)).toMatchObject({ gap: 2, gapMs: 200, epoch: 1, sessionId });
    await owner.ask('updateSession', { ...named(created), change: 1, paused: true });
    expect(await send(framesFrom(7))).toMatchObject({ code: 'SESSION_PAUSED', retry: 'never' });
    await owner.ask('updateSession', { ...named(created), change: 2, paused: false });
    expect(await send({ ...framesFrom(8), gap: 1 })).toMatchObject({ ackedSeq: 8 });
    await hears(listener.socket, 8);
    expect(arrived(listener.socket.received)).toEqual([1, 2, 5, 6, 8]);
  });

  test('who join during takeovers hear every frame from their nextSeq on', async () => {
    const { page, owner, created, sessionId } = await onAir();
    const turns = 12;
    let current = { connection: owner, session: created, epoch: 1 };
    let seq = 0;
    const speaking = (async () => {
      for (let turn = 0; turn < turns; turn += 1) {
        for (let message = 0; message < 5; message += 1) {
          const { connection, session } = current;
          seq += 2;
          const sent = await connection.ask('sendFrames', { ...named(session), ...framesFrom(seq - 1, seq) });
          expect(sent).toMatchObject({ type: 'framesAcked', ackedSeq: seq });
        }
        const connection = await newPage(page.speaker).connect();
        const session = await connection.resume({ ...named(current.session), takeover: true });
        expect(session).toMatchObject({ type: 'sessionResumed', nextSeq: seq + 1 });
        current = { connection, session, epoch: current.epoch + 1 };
      }
      return seq;
    })();
    const spoken = new AbortController();
    const joining = (async () => {
      const listeners: { socket: Awaited<ReturnType<typeof follow>>['socket']; nextSeq: number }[] = [];
      while (!spoken.signal.aborted && listeners.length < 200) {
        const { socket, join } = await follow(sessionId);
        const joined = await join();
        expect(joined).toMatchObject({ type: 'sessionJoined' });
        listeners.push({ socket, nextSeq: Number(joined['nextSeq']) });
      }
      return listeners;
    })();
    const last = await speaking.finally(() => spoken.abort());
    const listeners = await joining;
    // Said to all who are there: whoever has it has had whatever came before it.
    const final = last + 1;
    await current.connection.ask('sendFrames', { ...named(current.session), ...framesFrom(final) });
    const middle = listeners.filter(({ nextSeq }) => nextSeq > 1 && nextSeq < final);
    expect(middle.length).toBeGreaterThan(turns / 2);
    for (const { socket, nextSeq } of listeners) {
      await hears(socket, final);
      expect(played(socket.received).filter((one) => one >= nextSeq)).toEqual(upTo(final, nextSeq));
    }
  });
});

describe('nothing is lost', () => {
  test('though the database fails at any call of the way, applied or not', async () => {
    const { owner, created, sessionId } = await onAir();
    const listener = await follow(sessionId);
    await listener.join();
    let seq = 0;
    let refused = 0;
    for (const applied of [true, false])
      for (let count = 1; count <= 7; count += 1) {
        seq += 2;
        const message = { ...named(created), ...framesFrom(seq - 1, seq), requestId: crypto.randomUUID() };
        await stack.faults({ databaseErrors: { count, applied } });
        const send = async () => {
          for (;;) {
            const answer = await owner.ask('sendFrames', message);
            if (answer['code'] !== 'UNAVAILABLE') return answer;
            refused += 1;
          }
        };
        const answer = await within(send(), 10_000, () => `never accepted after ${count} errors`);
        expect(answer).toMatchObject({ type: 'framesAcked', ackedSeq: seq });
      }
    await hears(listener.socket, seq);
    expect(played(listener.socket.received)).toEqual(upTo(seq));
    expect(refused).toBeGreaterThan(0);
  });

  test('though the stack is killed with -9 between the claim and its answer', async () => {
    const data = await mkdtemp(join(tmpdir(), 'podium-frames-'));
    let running = await startStack(['--data', data]);
    const audience = openAudience(() => running);
    try {
      const { page, owner, created, sessionId } = await audience.onAir();
      const heard: Message[] = [];
      const listener = await audience.follow(sessionId);
      await listener.join();
      await owner.ask('sendFrames', { ...named(created), ...framesFrom(1, 2) });
      await running.faults({ delayRepliesMs: 60_000 });
      const requestId = crypto.randomUUID();
      owner.socket.send({ action: 'sendFrames', requestId, ...named(created), ...framesFrom(3, 4) });
      await hears(listener.socket, 4);
      await running.kill();
      heard.push(...listener.socket.received);
      expect(owner.socket.received.some((message) => message['requestId'] === requestId)).toBe(false);

      running = await startStack(['--data', data]);
      const [again, second] = [await audience.follow(sessionId), await page.connect()];
      expect(await again.join()).toMatchObject({ type: 'sessionJoined', nextSeq: 5 });
      const resumed = await second.resume({ sessionId });
      expect(resumed).toMatchObject({ type: 'sessionResumed', epoch: 2, nextSeq: 5 });
      // Claimed, and not acknowledged: sent again as they were, before anything new.
      expect(await second.ask('sendFrames', { ...named(resumed), ...framesFrom(3, 4) })).toMatchObject({
        ackedSeq: 4,
      });
      expect(await second.ask('sendFrames', { ...named(resumed), ...framesFrom(5, 6) })).toMatchObject({
        ackedSeq: 6,
      });
      await hears(again.socket, 6);
      expect(played([...heard, ...again.socket.received])).toEqual(upTo(6));
      expect(arrived(again.socket.received)).toEqual([3, 4, 5, 6]);
    } finally {
      audience.hangUp();
      await running.stop();
      await rm(data, { recursive: true });
    }
  });
});
