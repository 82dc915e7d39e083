// The decision table of the contract, row by row.
import { describe, expect, test } from 'vitest';
import { epochMs } from '#protocol/units.ts';
import { decideCreate, wasMadeBy } from '../../../lambdas/session/create.ts';
import { closedBy, decideDisconnect } from '../../../lambdas/session/disconnect.ts';
import { decideEnd } from '../../../lambdas/session/end.ts';
import type { SpeakerItem } from '../../../lambdas/session/speaker-item.ts';
import { decideHeartbeat, decideUpdate } from '../../../lambdas/session/update.ts';
import {
  at,
  createMessage,
  endMessage,
  heartbeatMessage,
  makeName,
  MINUTE,
  newPage,
  otherWindow,
  reconnected,
  START,
  terms,
  updateMessage,
  type Page,
} from '../../support/speaker.ts';
import { create, ended, expiredAt, ignored, itemOf, refused, resume, session } from './decisions.ts';

describe('createSession', () => {
  test('makes a session where the speaker has none', () => {
    const { item, page, message } = session();
    expect(item).toMatchObject({
      epoch: 1,
      change: 0,
      status: 'live',
      owner: { connectionId: page.caller.connectionId, clientId: page.clientId, connectionNumber: 1 },
      settings: { sourceLanguage: 'en', qualityTier: 'standard', paused: false, muted: false, volume: 75 },
      creates: [{ requestId: message.requestId, made: true, fate: 'current' }],
    });
  });

  test('asks for a name first where it was given none', () => {
    const page = newPage();
    expect(decideCreate(undefined, createMessage(page), page.caller, terms, START, undefined)).toEqual({
      kind: 'needsName',
    });
  });

  test('with a new requestId on the owning connection is that session in the same epoch', () => {
    const { item, page } = session();
    expect(itemOf(create(item, page))).toMatchObject({
      sessionId: item.sessionId,
      epoch: 1,
      creates: [{ made: false }, { made: true }],
    });
  });

  test('with a new requestId on a newer socket of the client takes that session over', () => {
    const { item, page } = session();
    const back = reconnected(page);
    expect(itemOf(create(item, back))).toMatchObject({
      sessionId: item.sessionId,
      epoch: 2,
      owner: { connectionId: back.caller.connectionId, connectionNumber: 2 },
    });
  });

  test('of another client is told of the session, and is not remembered', () => {
    const { item, page } = session();
    expect(create(item, otherWindow(page))).toEqual({
      kind: 'refuse',
      refusal: { code: 'SESSION_ACTIVE', stored: { sessionId: item.sessionId, epoch: 1, status: 'live' } },
    });
  });

  test.each([
    ['an older socket of the client', (back: Page) => ({ ...back, connectionNumber: 1 })],
    ['a second socket with the owner’s number', (back: Page) => ({ ...back, connectionNumber: 2 })],
  ])('on %s changes nothing, whichever its requestId', (_name, onSocket) => {
    const { item, page, message } = session();
    const back = reconnected(page);
    const moved = itemOf(resume(item, back));
    const stale = { ...onSocket(back), caller: reconnected(back).caller };
    expect(create(moved, stale)).toEqual(refused('SESSION_SUPERSEDED'));
    const retried = { ...message, connectionNumber: stale.connectionNumber };
    expect(create(moved, stale, retried)).toEqual(refused('SESSION_SUPERSEDED'));
  });

  test('of an older socket makes no session after the one that its client’s newer socket owned last', () => {
    const { item, page } = session();
    const moved = itemOf(resume(item, reconnected(page)));
    const over = itemOf(decideEnd(moved, endMessage(moved), at(2_000)));
    expect(create(over, page, createMessage(page), at(3_000))).toEqual(refused('SESSION_SUPERSEDED'));
    expect(create(over, reconnected(reconnected(page)), undefined, at(3_000)).kind).toBe('commit');
  });

  test('with its own requestId is the same answer on the owning connection', () => {
    const { item, page, message } = session();
    expect(create(item, page, message)).toEqual(ignored(item));
  });

  test('knows its own requestId in either case', () => {
    const { page, message } = session();
    const shouted = { ...message, requestId: message.requestId.toUpperCase() as typeof message.requestId };
    const item = itemOf(create(undefined, page, shouted, START));
    expect(create(item, page, shouted)).toEqual(ignored(item));
    expect(create(item, page, message)).toEqual(ignored(item));
    expect(wasMadeBy(item, shouted.requestId)).toBe(true);
    expect(create(ended({ item }), page, shouted, at(3_000))).toEqual(refused('SESSION_ENDED'));
  });

  test('with its own requestId on a newer socket takes over, and still counts as the one that made it', () => {
    const { item, page, message } = session();
    const back = reconnected(page);
    const moved = itemOf(create(item, back, { ...message, connectionNumber: 2 }));
    expect(moved).toMatchObject({ epoch: 2, creates: [{ requestId: message.requestId, made: true }] });
    expect(moved.creates).toHaveLength(1);
  });

  test('with its own requestId after another client took over is superseded', () => {
    const { item, page, message } = session();
    const window = otherWindow(page);
    const taken = itemOf(resume(item, window, { sessionId: item.sessionId, epoch: 1, takeover: true }));
    expect(create(taken, reconnected(page), message)).toEqual(refused('SESSION_SUPERSEDED'));
  });

  test('with a spent requestId never makes another session', () => {
    const made = session();
    expect(create(ended(made), made.page, made.message, at(3_000))).toEqual(refused('SESSION_ENDED'));
    const late = expiredAt(made.item);
    expect(create(made.item, made.page, made.message, late)).toEqual(refused('SESSION_EXPIRED'));
    const next = itemOf(create(made.item, made.page, createMessage(made.page), late));
    expect(create(next, made.page, made.message, epochMs(late + 1))).toEqual(refused('SESSION_EXPIRED'));
  });

  test('after an expired session makes a new one, though the old one is still stored', () => {
    const { item, page } = session();
    const late = expiredAt(item);
    expect(create(item, page, undefined, epochMs(late - 1))).toMatchObject({
      next: { sessionId: item.sessionId },
    });
    const next = itemOf(create(item, page, undefined, late));
    expect(next.sessionId).not.toBe(item.sessionId);
    expect(next).toMatchObject({ epoch: 1, createWindow: { count: 2 } });
  });

  test('a new session lists the connection that goes on owning once', () => {
    const made = session();
    const next = itemOf(create(ended(made), made.page, createMessage(made.page), at(3_000)));
    expect(next.connections).toHaveLength(1);
  });
});

describe('resumeSession', () => {
  test('on a newer socket of the client takes over, with or without naming the session', () => {
    const { item, page } = session();
    const back = reconnected(page);
    expect(resume(item, back)).toMatchObject({
      kind: 'commit',
      next: { epoch: 2, change: 0, status: 'live' },
    });
    expect(resume(item, back, { sessionId: item.sessionId })).toMatchObject({ kind: 'commit' });
  });

  test('on the owning connection is the same answer', () => {
    const { item, page } = session();
    expect(resume(item, page)).toEqual(ignored(item));
    const again = { sessionId: item.sessionId, epoch: 1, takeover: true };
    expect(resume(item, page, again)).toEqual(ignored(item));
  });

  test('of another client needs the person’s takeover, with the pair that is stored', () => {
    const { item, page } = session();
    const window = otherWindow(page);
    const pair = { sessionId: item.sessionId, epoch: 1 };
    expect(resume(item, window, pair)).toEqual(refused('SESSION_SUPERSEDED'));
    expect(resume(item, window, { ...pair, epoch: 2, takeover: true })).toEqual(
      refused('SESSION_SUPERSEDED'),
    );
    expect(resume(item, window, { ...pair, takeover: true })).toMatchObject({
      kind: 'commit',
      next: { epoch: 2, owner: { clientId: window.clientId } },
    });
  });

  test('of an older socket is superseded, even as a takeover with the stored pair', () => {
    const { item, page } = session();
    const moved = itemOf(resume(item, reconnected(page)));
    const pair = { sessionId: item.sessionId, epoch: 2, takeover: true };
    expect(resume(moved, page)).toEqual(refused('SESSION_SUPERSEDED'));
    expect(resume(moved, page, pair)).toEqual(refused('SESSION_SUPERSEDED'));
  });

  test('says what became of a session that is not there', () => {
    const made = session();
    const back = reconnected(made.page);
    expect(resume(undefined, back)).toEqual(refused('SESSION_NOT_FOUND'));
    expect(resume(made.item, back, { sessionId: makeName() })).toEqual(refused('SESSION_NOT_FOUND'));
    expect(resume(ended(made), back)).toEqual(refused('SESSION_ENDED'));
    expect(resume(made.item, back, {}, expiredAt(made.item))).toEqual(refused('SESSION_EXPIRED'));
  });

  test('never brings back what its longest age has ended, however often the lease was renewed', () => {
    const { item, page } = session();
    const renewed = { ...item, leaseUntil: epochMs(item.expiresAt + MINUTE) };
    expect(resume(renewed, reconnected(page), {}, epochMs(item.expiresAt - 1)).kind).toBe('commit');
    expect(resume(renewed, reconnected(page), {}, item.expiresAt)).toEqual(refused('SESSION_EXPIRED'));
  });
});

describe('heartbeat and updateSession', () => {
  const beat = (item: SpeakerItem | undefined, page: Page, named: Parameters<typeof heartbeatMessage>[0]) =>
    decideHeartbeat(item, heartbeatMessage(named), page.caller, terms, at(2_000));

  test('are the owner’s alone, in its epoch', () => {
    const { item, page } = session();
    const back = reconnected(page);
    const moved = itemOf(resume(item, back));
    expect(beat(moved, back, moved).kind).toBe('commit');
    expect(beat(moved, page, moved)).toEqual(refused('SESSION_SUPERSEDED'));
    expect(beat(moved, back, item)).toEqual(refused('SESSION_SUPERSEDED'));
    expect(beat(moved, back, { ...moved, sessionId: makeName() })).toEqual(refused('SESSION_NOT_FOUND'));
    expect(beat(undefined, back, moved)).toEqual(refused('SESSION_NOT_FOUND'));
  });

  test('a change that is not above the stored one writes nothing', () => {
    const { item, page } = session();
    const update = (from: SpeakerItem, change: number, volume: number) =>
      decideUpdate(from, updateMessage(item, change, { volume }), page.caller, terms, at(1_000));
    const third = itemOf(update(item, 3, 30));
    expect(third).toMatchObject({ change: 3, settings: { volume: 30, muted: false } });
    expect(update(third, 3, 99)).toEqual(ignored(third));
    expect(update(third, 2, 99)).toEqual(ignored(third));
    expect(update(third, 4, 40).kind).toBe('commit');
  });

  test('neither changes the status', () => {
    const { item, page } = session();
    const cut = itemOf(decideDisconnect(item, { code: 1006, reason: '' }, page.caller, terms, at(500)));
    expect(itemOf(beat(cut, page, cut)).status).toBe('interrupted');
  });
});

describe('endSession', () => {
  test('comes from any connection that knows the stored epoch', () => {
    const { item, page } = session();
    const moved = itemOf(resume(item, reconnected(page)));
    expect(decideEnd(moved, endMessage(item), at(2_000))).toEqual(refused('SESSION_SUPERSEDED'));
    expect(decideEnd(moved, endMessage(moved), at(2_000))).toMatchObject({
      kind: 'commit',
      next: { status: 'ended', endReason: 'requested' },
    });
  });

  test('of an ended session is answered again with the stored reason, whatever the epoch', () => {
    const over = ended(session());
    const operated = { ...over, endReason: 'operator' } as const;
    expect(decideEnd(operated, endMessage({ ...over, epoch: 99 }), at(3_000))).toEqual(ignored(operated));
  });

  test('of an expired session is told so', () => {
    const { item } = session();
    expect(decideEnd(item, endMessage(item), expiredAt(item))).toEqual(refused('SESSION_EXPIRED'));
  });
});

test.each([
  [1006, 'Connection closed abnormally', 'network'],
  [1000, 'Connection Closed Normally', 'server'],
  [1000, 'moved to a fresh connection', 'client'],
  [1001, 'Going away', 'gateway'],
  [1001, '', 'client'],
  [1003, '', 'gateway'],
  [1009, 'too large', 'gateway'],
  [1005, 'Client-side close frame status not set', 'client'],
])('a connection closed with %i "%s" was closed by the %s', (code, reason, by) => {
  expect(closedBy({ code, reason })).toBe(by);
});
