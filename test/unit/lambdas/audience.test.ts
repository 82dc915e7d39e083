// What an audience is told, and when.
import { InternalServerError } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { durationMs } from '#protocol/units.ts';
import { readSettings } from '../../../lambdas/runtime/environment.ts';
import { sendingCount } from '../../../lambdas/runtime/session-counts.ts';
import {
  createMessage,
  endMessage,
  framesMessage,
  heartbeatMessage,
  newRequestId,
  reconnected,
  resumeMessage,
  START,
  updateMessage,
} from '../../support/speaker.ts';
import { LEASE_MS, onAir, open } from './audience-stage.ts';

describe('how many listen', () => {
  test('is told to speaker and listeners at the first join, by a push to all but the one who joins', async () => {
    const { join, told } = await onAir();
    expect(await join('a', 1)).toMatchObject({ listenerCount: 1 });
    expect(told('sessionChanged')).toEqual([['the speaker', 1]]);
    expect(await join('b', 2_001)).toMatchObject({ listenerCount: 2 });
    expect(told('sessionChanged')).toEqual([
      ['a', 2],
      ['the speaker', 2],
    ]);
  });

  test('is told 2 s after the last time, and not a moment before; with a frame where nobody joins', async () => {
    const { join, speak, told } = await onAir();
    await join('a', 0);
    await join('b', 1);
    told('sessionChanged');
    await speak(1_999);
    expect(told('sessionChanged')).toEqual([]);
    await speak(2_000);
    expect(told('sessionChanged')).toHaveLength(3);
    // Told: there is nothing new.
    await speak(4_000);
    expect(told('sessionChanged')).toEqual([]);
  });

  test('is told when one leaves, and by whoever asks how it is', async () => {
    const { join, leave, beat, told } = await onAir();
    for (const id of ['a', 'b', 'c']) await join(id, 0);
    told('sessionChanged');
    await leave('c', 2_000);
    expect(told('sessionChanged')).toEqual([
      ['a', 2],
      ['b', 2],
      ['the speaker', 2],
    ]);
    await leave('b', 3_000);
    expect(told('sessionChanged')).toEqual([]);
    expect(await beat('a', 4_000)).toMatchObject({ listenerCount: 1, joined: true });
    // The one who asked has it in the answer.
    expect(told('sessionChanged')).toEqual([['the speaker', 1]]);
    await leave('a', 6_000);
    expect(told('sessionChanged')).toEqual([['the speaker', 0]]);
  });

  test('is told without asking again who is to be told', async () => {
    const { join, asked } = await onAir();
    asked.length = 0;
    await join('a', 0);
    // Whose the name is, the list, the session, and the word about it.
    expect(asked).toEqual(['GetItem', 'UpdateItem', 'GetItem', 'UpdateItem']);
  });

  test('costs one who leaves no more than the leaving, where the others were told just now', async () => {
    const { join, leave, asked, told } = await onAir();
    for (const id of ['a', 'b']) await join(id, 0);
    asked.length = 0;
    expect(await leave('b', 1_999)).toMatchObject({ type: 'sessionLeft' });
    expect(asked).toEqual(['UpdateItem']);
    told('sessionChanged');
    await leave('a', 2_000);
    expect(told('sessionChanged')).toEqual([['the speaker', 0]]);
  });

  test('is told to nobody by one who was overtaken', async () => {
    const { join, speak, told, trouble } = await onAir();
    await join('a', 0);
    await join('b', 1);
    told('sessionChanged');
    trouble.beforeTell = () => speak(2_000);
    await speak(2_001);
    expect(told('sessionChanged')).toHaveLength(3);
  });

  test('is left for later where the list is too busy to be told so, and no frame or join fails for it', async () => {
    const { join, leave, beat, speak, told, trouble, lines } = await onAir();
    await join('a', 0);
    await join('c', 1);
    const tooBusy = () => Promise.reject(new InternalServerError({ message: 'no', $metadata: {} }));
    for (const [ms, ask, type] of [
      [2_000, (at: number) => join('b', at), 'sessionJoined'],
      [4_000, speak, 'framesAcked'],
      [6_000, (at: number) => beat('a', at), 'heartbeatAck'],
      [8_000, (at: number) => leave('b', at), 'sessionLeft'],
    ] as const) {
      told('sessionChanged');
      trouble.beforeTell = tooBusy;
      expect(await ask(ms)).toMatchObject({ type });
      expect(lines.at(-1)).toMatchObject({ outcome: type, counts: { untold: 1 } });
      expect(told('sessionChanged')).toEqual([]);
    }
    await speak(10_000);
    expect(told('sessionChanged')).toHaveLength(3);
  });

  test('of none, before anybody ever listened, is no news', async () => {
    const { speak, told } = await onAir();
    await speak(5_000);
    expect(told('sessionChanged')).toEqual([]);
  });

  test('is not told to a speaker who is cut off', async () => {
    const { call, by, page, join, told } = await onAir();
    await join('a', 0);
    await call('$disconnect', { ...by(page, 1_000), closing: { code: 1006, reason: '' } });
    told('sessionChanged');
    await join('b', 2_000);
    expect(told('sessionChanged')).toEqual([['a', 2]]);
  });
});

test('a lease is told when it has grown by a tenth, and not a moment before', async () => {
  const { join, speak, told } = await onAir();
  await join('a', 0);
  told('sessionChanged');
  await speak(LEASE_MS / 10 - 1);
  expect(told('sessionChanged')).toEqual([]);
  await speak(LEASE_MS / 10);
  expect(told('sessionChanged')).toHaveLength(2);
});

describe('a change is told to those who listen', () => {
  test('at once where it is muted or paused, though they were told something just now; the rest is not told', async () => {
    const { join, update, told } = await onAir();
    await join('a', 0);
    told('sessionChanged');
    await update(1, { muted: true });
    expect(told('sessionChanged')).toEqual([['a', 1]]);
    await update(2, { muted: true, volume: 3 });
    await update(3, { qualityTier: 'premium' });
    expect(told('sessionChanged')).toEqual([]);
    await update(4, { paused: true });
    expect(told('sessionChanged')).toEqual([['a', 1]]);
    // The same change again writes nothing.
    await update(4, { paused: false });
    expect(told('sessionChanged')).toEqual([]);
  });

  test('when the speaker is cut off, once, and when it is back; a heartbeat is no news', async () => {
    const { call, by, page, session, join, pushes } = await onAir();
    await join('a', 0);
    pushes.length = 0;
    const statuses = () =>
      pushes.splice(0).map(({ to, message }) => [to, message['type'], message['status']]);
    await call('heartbeat', { ...by(page, 1), body: heartbeatMessage(session) });
    expect(statuses()).toEqual([]);
    const closing = { code: 1006, reason: '' };
    await call('$disconnect', { ...by(page, 2), closing });
    await call('$disconnect', { ...by(page, 3), closing });
    expect(statuses()).toEqual([['a', 'sessionChanged', 'interrupted']]);
    const back = reconnected(page);
    await call('resumeSession', { ...by(back, 4), body: resumeMessage(back) });
    expect(statuses()).toEqual([['a', 'sessionChanged', 'live']]);
    await call('endSession', { ...by(back, 5), body: endMessage({ ...session, epoch: 2 }) });
    expect(statuses()).toEqual([['a', 'sessionEnded', undefined]]);
  });

  test('though the list cannot be read, the speaker’s answer stands, and the log counts who was not told', async () => {
    const { update, trouble, lines, speak } = await onAir();
    trouble.listIsAway = true;
    expect(await update(1, { muted: true })).toMatchObject({ type: 'sessionUpdated', muted: true });
    expect(lines.at(-1)).toMatchObject({ outcome: 'sessionUpdated', counts: { untold: 1 } });
    // Frames are different: who cannot be asked for cannot be known to have them.
    expect(await speak(1)).toMatchObject({ code: 'UNAVAILABLE', retry: 'afterBackoff' });
  });
});

test('another session’s name is not found on the connection of a listener, whatever it asks', async () => {
  const { call, listener, join, speak, pushes } = await onAir();
  await join('a', 0);
  for (const action of ['joinSession', 'leaveSession', 'heartbeat'] as const) {
    const body = { action, requestId: newRequestId(), sessionId: 'another-king-1' };
    expect(await call(action, { ...listener('a', 1), body })).toMatchObject({ code: 'SESSION_NOT_FOUND' });
  }
  pushes.length = 0;
  await speak(2);
  expect(pushes.filter(({ message }) => message['type'] === 'frames')).toMatchObject([{ to: 'a' }]);
});

describe('a connection', () => {
  test.each(['createSession', 'resumeSession', 'updateSession', 'endSession', 'sendFrames'] as const)(
    'of a listener may not send %s, whatever token came beside it',
    async (action) => {
      const { call, page, session, listener, lines } = await onAir();
      const bodies = {
        createSession: createMessage(page),
        resumeSession: resumeMessage(page),
        updateSession: updateMessage(session, 1),
        endSession: endMessage(session),
        sendFrames: framesMessage(session, 1),
      };
      const answer = await call(action, { ...listener('a', 1), body: bodies[action] });
      expect(answer).toMatchObject({
        code: 'FORBIDDEN',
        retry: 'never',
        requestId: bodies[action].requestId,
      });
      expect(lines.at(-1)).toMatchObject({ level: 'warn', outcome: 'FORBIDDEN', action });
    },
  );

  test.each(['joinSession', 'leaveSession'] as const)('of a speaker may not send %s', async (action) => {
    const { call, by, page, session } = await onAir();
    const requestId = newRequestId();
    const body = { action, requestId, sessionId: session.sessionId };
    expect(await call(action, { ...by(page, 1), body })).toMatchObject({ code: 'FORBIDDEN', requestId });
  });

  test('of a listener who signed in is told and closed when the token has run out, and not a moment before', async () => {
    const { call, listener, session, pushes, closed } = await onAir();
    const body = { action: 'joinSession', requestId: newRequestId(), sessionId: session.sessionId };
    const fields = { ...listener('a', 0), tokenExpiresAtSeconds: START / 1_000 + 10, body };
    expect(await call('joinSession', { ...fields, nowMs: START + 9_999 })).toMatchObject({
      type: 'sessionJoined',
    });
    pushes.length = 0;
    await call('joinSession', { ...fields, nowMs: START + 10_000 });
    expect(pushes).toMatchObject([{ to: 'a', message: { code: 'TOKEN_EXPIRED', retry: 'withNewToken' } }]);
    expect(closed).toEqual(['a']);
  });
});

test('a speaker who sends is counted once in each heartbeat interval', async () => {
  const { speak, lines } = await onAir(open({ heartbeatMs: durationMs(120_000) }));
  const sending: unknown[] = [];
  for (const ms of [1_000, 2_000, 119_999, 120_000, 120_001, 360_000]) {
    await speak(ms);
    sending.push(lines.at(-1)?.counts?.sending);
  }
  // The create was a sign of life as well.
  expect(sending).toEqual([undefined, undefined, undefined, 1, undefined, 1]);
  const refused = { kind: 'refuse', refusal: { code: 'SESSION_PAUSED' } } as const;
  expect(sendingCount(refused, START, readSettings(process.env))).toEqual({});
});
