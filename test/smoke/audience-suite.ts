/** An audience of a stage: frames that reach it whole, and what becomes of those who go. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { limits } from '#protocol/limits.ts';
import { percentile } from './percentile.ts';
import { HandshakeRefused, listenerOptions, openSocket, type TestSocket } from '../support/socket.ts';
import type { SmokeStage } from './stage.ts';

const LISTENERS = 10;
const MESSAGES = 50;
/** The listeners' own connection is counted off when its `$disconnect` comes. */
const COUNTED_WITHIN_MS = 60_000;
const BETWEEN_MESSAGES_MS = 500;

export function describeAudience(stage: () => SmokeStage): void {
  test(`${LISTENERS} listeners hear ${MESSAGES} messages of 31 KiB whole and in order, and are counted`, async ({
    annotate,
  }) => {
    const [speaker = ''] = await stage().pool.take(1, 1);
    const socket = await stage().connect(speaker);
    const created = await socket.ask(stage().createCommand(crypto.randomUUID()));
    const { sessionId, epoch } = created;
    const listeners: TestSocket[] = [];
    for (let index = 0; index < LISTENERS; index += 1) {
      const listener = await follow(stage(), speaker, String(sessionId));
      const requestId = crypto.randomUUID();
      expect(await listener.ask({ action: 'joinSession', requestId, sessionId })).toMatchObject({
        type: 'sessionJoined',
        nextSeq: 1,
      });
      listeners.push(listener);
    }
    const milliseconds: number[] = [];
    for (let seq = 1; seq <= MESSAGES; seq += 1) {
      const sentAt = performance.now();
      const answer = await socket.ask(longMessage({ sessionId, epoch }, seq));
      expect(answer).toMatchObject({ type: 'framesAcked', ackedSeq: seq });
      milliseconds.push(performance.now() - sentAt);
    }
    for (const listener of listeners) {
      for (let seq = 1; seq <= MESSAGES; seq += 1) {
        const { frames } = await listener.next(({ type }) => type === 'frames');
        expect(frames).toMatchObject([{ seq }]);
      }
    }
    const [p50, p99] = [percentile(milliseconds, 50), percentile(milliseconds, 99)].map(Math.round);
    await annotate(`frames to ${LISTENERS} listeners acknowledged: p50 ${p50} ms, p99 ${p99} ms`, 'measured');
    const leftAt = performance.now();
    listeners[0]?.close();
    const told = { yet: false };
    const counted = socket
      .next(
        ({ type, listenerCount }) => type === 'sessionChanged' && listenerCount === LISTENERS - 1,
        COUNTED_WITHIN_MS,
      )
      .then(() => (told.yet = true));
    // What is not told at once, since something was told just before, is told with a later frame.
    for (let seq = MESSAGES + 1; !told.yet; seq += 1) {
      await socket.ask(longMessage({ sessionId, epoch }, seq));
      await Promise.race([counted, delay(BETWEEN_MESSAGES_MS)]);
    }
    await annotate(
      `a listener gone was counted off after ${Math.round(performance.now() - leftAt)} ms`,
      'measured',
    );
    for (const listener of listeners) listener.close();
    socket.close();
  });
}

/** With the speaker's own token where the stage wants one. */
async function follow({ target, postMortems }: SmokeStage, speaker: string, sessionId: string) {
  const { protocols = [] } = listenerOptions(sessionId, target.origin);
  try {
    return await openSocket(target.url, { protocols, origin: target.origin });
  } catch (error) {
    if (!(error instanceof HandshakeRefused) || error.status !== 401) throw error;
    const bearer = `bearer.${await postMortems.token(speaker)}`;
    return openSocket(target.url, { protocols: [...protocols, bearer], origin: target.origin });
  }
}

/** One frame, so long that the message has all the bytes that one may have. */
function longMessage(named: object, seq: number) {
  const message = (data: string) => ({
    action: 'sendFrames',
    requestId: crypto.randomUUID(),
    ...named,
    frames: [
      { seq, kind: 'audio', capturedAt: Date.now(), contentType: 'audio/opus', durationMs: 200, data },
    ],
  });
  const room = limits.messageBytes - JSON.stringify(message('')).length;
  return message('A'.repeat(room - (room % 4)));
}
