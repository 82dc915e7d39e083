// Listeners who do not take what they are pushed, or are gone while they are: nobody else waits for them.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { within, type Message, type TestSocket } from '../support/socket.ts';
import { audioFrame } from '../support/speaker.ts';
import { startStack, type StackUnderTest } from '../support/stack.ts';
import { arrived, framesFrom, hears, named, openAudience, played, upTo } from './audience.ts';

let stack: StackUnderTest;
const { follow, hangUp, onAir } = openAudience(() => stack);

beforeAll(async () => {
  stack = await startStack();
});
afterEach(async () => {
  hangUp();
  await stack.clearFaults();
});
afterAll(() => stack.stop());

/** As much as a message holds: so that the buffers between two sockets are full soon. */
const fullFrame = (seq: number) => ({ ...audioFrame(seq), data: 'A'.repeat(30_000) });
const sends =
  ({ ask }: Awaited<ReturnType<typeof onAir>>['owner'], session: Message) =>
  (fields: Message) =>
    ask('sendFrames', { ...named(session), ...fields });
const countOf = async ({ beat }: Awaited<ReturnType<typeof follow>>) => (await beat())['listenerCount'];

test('one who stops reading is cut off: nobody else waits longer for it than that, and it sees the hole', async () => {
  // 300 ms for the push, as much for the closing, and what a busy machine adds.
  const LONGEST_ANSWER_MS = 5_000;
  const { owner, created, sessionId } = await onAir();
  const send = sends(owner, created);
  const [listener, deaf] = [await follow(sessionId), await follow(sessionId)];
  await listener.join();
  await deaf.join();
  deaf.socket.webSocket.pause();
  const answerMs: number[] = [];
  const untilCut = async () => {
    for (let seq = 1; ; seq += 1) {
      const askedAt = performance.now();
      expect(await send({ frames: [fullFrame(seq)] })).toMatchObject({ type: 'framesAcked', ackedSeq: seq });
      answerMs.push(performance.now() - askedAt);
      await hears(listener.socket, seq);
      if ((await countOf(listener)) === 1) return seq;
    }
  };
  const last = await within(untilCut(), 90_000, () => `${answerMs.length} messages, and it was not cut off`);
  expect(played(listener.socket.received)).toEqual(upTo(last));
  expect(Math.max(...answerMs)).toBeLessThan(LONGEST_ANSWER_MS);

  // From here on nobody waits for it at all, and its connection ends though it answers no close frame.
  expect(await send(framesFrom(last + 1))).toMatchObject({ type: 'framesAcked' });
  const open = async () => {
    while ((await stack.connections()).length > 2);
  };
  await within(open(), 10_000, () => 'its connection stays open');
  deaf.socket.webSocket.resume();
  await deaf.socket.closed;
  const heard = arrived(deaf.socket.received);
  // What it had until then is without a hole; the rest it was never acknowledged to have.
  expect(heard).toEqual(upTo(heard.length));
  expect(heard.length).toBeLessThan(last);

  const again = await follow(sessionId);
  expect(await again.join()).toMatchObject({ type: 'sessionJoined', listenerCount: 2, nextSeq: last + 2 });
});

test('some who are cut off in the middle of it cost the others nothing', async () => {
  const { owner, created, sessionId } = await onAir();
  const send = sends(owner, created);
  const [first, ...others] = await Promise.all(Array.from({ length: 12 }, () => follow(sessionId)));
  if (first === undefined) throw new Error('nobody listens');
  for (const { join } of [first, ...others]) await join();
  await stack.faults({ delayDisconnectMs: 200 });
  let seq = 0;
  for (const { socket } of others) {
    const sent = send(framesFrom((seq += 1)));
    socket.terminate();
    expect(await sent).toMatchObject({ type: 'framesAcked', ackedSeq: seq });
  }
  await hears(first.socket, seq);
  expect(arrived(first.socket.received)).toEqual(upTo(seq));
  const alone = async () => {
    while ((await countOf(first)) !== 1) await send(framesFrom((seq += 1)));
  };
  await within(alone(), 10_000, () => 'some are on the list still');
});

test('a session that ends while frames are on their way: what was acknowledged was heard, and then the end', async () => {
  for (let turn = 0; turn < 10; turn += 1) {
    const { owner, created, sessionId } = await onAir();
    const send = sends(owner, created);
    const listener = await follow(sessionId);
    await listener.join();
    const last = 5;
    const answers: Promise<Message>[] = [];
    for (let seq = 1; seq < last; seq += 1) answers.push(send(framesFrom(1, seq)));
    const ending = owner.ask('endSession', named(created));
    answers.push(send(framesFrom(1, last)));
    expect(await ending).toMatchObject({ type: 'sessionEnded' });
    await listener.socket.next(({ type }) => type === 'sessionEnded');
    const acked = await Promise.all(answers);
    for (const answer of acked)
      expect([answer['type'], answer['code']]).toEqual(
        answer['type'] === 'framesAcked' ? ['framesAcked', undefined] : ['error', 'SESSION_ENDED'],
      );
    const ackedSeq = Math.max(0, ...acked.map((answer) => Number(answer['ackedSeq'] ?? 0)));
    if (ackedSeq > 0) await hasHeard(listener.socket, ackedSeq);
    expect(await send(framesFrom(last + 1))).toMatchObject({ code: 'SESSION_ENDED' });
  }
});

const hasHeard = async (socket: TestSocket, seq: number) => {
  if (!arrived(socket.received).includes(seq)) await hears(socket, seq);
};
