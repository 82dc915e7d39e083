// What a write to a speaker's item meant, as the history and whoever watches tell it.
import { describe, expect, test } from 'vitest';
import type { EpochMs } from '#protocol/units.ts';
import { changesBetween } from '../../../lambdas/session/changes.ts';
import { decideCreate } from '../../../lambdas/session/create.ts';
import type { Decision } from '../../../lambdas/session/decision.ts';
import { decideDisconnect } from '../../../lambdas/session/disconnect.ts';
import { decideEnd, decideEndByOperator } from '../../../lambdas/session/end.ts';
import { decideResume } from '../../../lambdas/session/resume.ts';
import type { SpeakerItem } from '../../../lambdas/session/speaker-item.ts';
import { decideHeartbeat, decideUpdate } from '../../../lambdas/session/update.ts';
import {
  at,
  createMessage,
  endMessage,
  heartbeatMessage,
  makeName,
  newPage,
  otherWindow,
  reconnected,
  resumeMessage,
  START,
  terms,
  updateMessage,
  type Page,
} from '../../support/speaker.ts';

const next = (decision: Decision | { kind: 'needsName' }): SpeakerItem => {
  if (decision.kind !== 'commit') throw new Error(`not committed: ${JSON.stringify(decision)}`);
  return decision.next;
};
const created = (page: Page, before?: SpeakerItem, now: EpochMs = START) =>
  next(decideCreate(before, createMessage(page), page.caller, terms, now, makeName()));
const resumed = (item: SpeakerItem, page: Page, fields = {}) =>
  next(decideResume(item, resumeMessage(page, fields), page.caller, terms, at(1_000)));
const closed = (item: SpeakerItem, page: Page, now = at(2_000), code = 1006) =>
  next(decideDisconnect(item, { code, reason: '' }, page.caller, terms, now));
const kinds = (before: SpeakerItem | undefined, after: SpeakerItem) =>
  changesBetween(before, after).map(({ change }) => change.kind);

const page = newPage();
const session = created(page);
const back = reconnected(page);

describe('the changes that a write made', () => {
  test('a first session is created, on the connection that asked for it', () => {
    expect(changesBetween(undefined, session)).toEqual([
      {
        sessionId: session.sessionId,
        epoch: 1,
        at: START,
        change: {
          kind: 'created',
          settings: session.settings,
          connectionId: page.caller.connectionId,
          openedAt: page.caller.connectedAt,
        },
      },
    ]);
  });

  test('a heartbeat is none', () => {
    const beat = next(decideHeartbeat(session, heartbeatMessage(session), page.caller, terms, at(1_000)));
    expect(beat.leaseUntil).toBeGreaterThan(session.leaseUntil);
    expect(changesBetween(session, beat)).toEqual([]);
  });

  test('an update tells the settings that differ, and only those', () => {
    const message = updateMessage(session, 1, { volume: 75, paused: true });
    const updated = next(decideUpdate(session, message, page.caller, terms, at(1_000)));
    expect(changesBetween(session, updated)).toMatchObject([
      { epoch: 1, at: undefined, change: { kind: 'updated', settings: { paused: true } } },
    ]);
  });

  test('a lost connection is closed, and then its session is interrupted', () => {
    expect(changesBetween(session, closed(session, page))).toEqual([
      {
        sessionId: session.sessionId,
        epoch: 1,
        at: at(2_000),
        change: {
          kind: 'closed',
          connectionId: page.caller.connectionId,
          openedAt: START,
          at: at(2_000),
          code: 1006,
          by: 'network',
        },
      },
      { sessionId: session.sessionId, epoch: 1, at: undefined, change: { kind: 'interrupted' } },
    ]);
  });

  test('a return on a newer socket is resumed; on another client it is taken over', () => {
    expect(kinds(session, resumed(session, back))).toEqual(['resumed']);
    const { sessionId, epoch } = session;
    const elsewhere = resumed(session, otherWindow(page), { sessionId, epoch, takeover: true });
    expect(changesBetween(session, elsewhere)).toMatchObject([
      { epoch: 2, change: { kind: 'takenOver', connectionId: elsewhere.owner.connectionId } },
    ]);
  });

  test('a late disconnect of an earlier connection closes that one, in its own epoch, and interrupts nothing', () => {
    const moved = resumed(session, back);
    expect(changesBetween(moved, closed(moved, page))).toMatchObject([
      { epoch: 1, change: { kind: 'closed', connectionId: page.caller.connectionId } },
    ]);
  });

  test('a second press of its client finds the session there', () => {
    expect(kinds(session, created(page, session, at(1_000)))).toEqual(['reused']);
  });

  test('an end tells by whom', () => {
    const ended = {
      requested: decideEnd(session, endMessage(session), at(1_000)),
      operator: decideEndByOperator(session, session),
    } as const;
    for (const reason of ['requested', 'operator'] as const)
      expect(changesBetween(session, next(ended[reason]))).toMatchObject([
        { change: { kind: 'ended', reason } },
      ]);
  });

  test('a new session tells of the one before that it ran out, and when, unless it was ended', () => {
    const late = created(page, session, session.leaseUntil);
    expect(changesBetween(session, late)).toMatchObject([
      { sessionId: session.sessionId, at: session.leaseUntil, change: { kind: 'expired' } },
      { sessionId: late.sessionId, change: { kind: 'created' } },
    ]);
    const ended = next(decideEnd(session, endMessage(session), at(1_000)));
    expect(kinds(ended, created(page, ended, at(2_000)))).toEqual(['created']);
  });

  test('how a connection of an earlier session closed is not told of the newer one', () => {
    const ended = next(decideEnd(session, endMessage(session), at(1_000)));
    const again = created(back, ended, at(2_000));
    expect(kinds(again, closed(again, page, at(3_000)))).toEqual([]);
  });

  test('what happened between two looks is told in one go', () => {
    const gone = closed(resumed(closed(session, page), back), back, at(3_000), 1001);
    expect(kinds(session, gone)).toEqual(['closed', 'resumed', 'closed', 'interrupted']);
    const ended = next(decideEnd(session, endMessage(session), at(1_000)));
    expect(kinds(undefined, ended)).toEqual(['created', 'ended']);
    expect(kinds(session, closed(ended, page))).toEqual(['ended', 'closed']);
  });
});
