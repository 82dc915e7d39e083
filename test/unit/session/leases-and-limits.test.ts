// How long a session is promised, and how often one may be made.
import { describe, expect, test } from 'vitest';
import { epochMs, type EpochMs } from '#protocol/units.ts';
import { decideCreate } from '../../../lambdas/session/create.ts';
import { decideDisconnect } from '../../../lambdas/session/disconnect.ts';
import { decideEnd } from '../../../lambdas/session/end.ts';
import type { SpeakerItem } from '../../../lambdas/session/speaker-item.ts';
import {
  at,
  createMessage,
  endMessage,
  makeName,
  MINUTE,
  newPage,
  newRequestId,
  otherWindow,
  reconnected,
  START,
  terms,
} from '../../support/speaker.ts';
import { create, itemOf, refused, resume, session } from './decisions.ts';

describe('leases', () => {
  test('never outlive the token that renewed them by more than the grace', () => {
    const tokenExpiresAt = at(MINUTE);
    const page = newPage(undefined, tokenExpiresAt);
    const { item } = session(page);
    const longest = epochMs(tokenExpiresAt + terms.graceMs + terms.skewMs);
    expect(item.leaseUntil).toBe(longest);
    const late = at(2 * MINUTE);
    const cut = itemOf(decideDisconnect(item, { code: 1006, reason: '' }, page.caller, terms, late));
    expect(cut).toMatchObject({ status: 'interrupted', leaseUntil: longest });
  });

  test('are never lowered by a client whose token ends sooner', () => {
    const { item, page } = session();
    const window = {
      ...otherWindow(page),
      caller: { ...otherWindow(page).caller, tokenExpiresAt: at(2_000) },
    };
    const pair = { sessionId: item.sessionId, epoch: 1, takeover: true };
    expect(itemOf(resume(item, window, pair)).leaseUntil).toBe(item.leaseUntil);
  });
});

describe('limits on creating', () => {
  test('one of four remembered requestIds younger than five minutes holds the next create back', () => {
    const page = newPage();
    let item: SpeakerItem | undefined;
    for (const turn of [0, 1, 2, 3]) item = itemOf(create(item, page, createMessage(page), at(turn)));
    const fifth = createMessage(page, newRequestId());
    const early = epochMs(START + 5 * MINUTE - 1);
    expect(create(item, page, fifth, early)).toEqual({
      kind: 'refuse',
      refusal: { code: 'RATE_LIMITED', retryAfterMs: 1 },
    });
    expect(create(item, page, fifth, epochMs(early + 1)).kind).toBe('commit');
  });

  test('where both limits hold a create back, it is told the longer wait', () => {
    const page = newPage();
    const strict = { ...terms, createLimit: 4 };
    const make = (item: SpeakerItem | undefined, now: EpochMs) =>
      decideCreate(item, createMessage(page), page.caller, strict, now, makeName());
    let item: SpeakerItem | undefined;
    for (const turn of [0, 1, 2, 3]) {
      item = itemOf(make(item, at(turn)));
      item = itemOf(decideEnd(item, endMessage(item), at(turn)));
    }
    expect(make(item, at(4))).toMatchObject({ refusal: { retryAfterMs: 60 * MINUTE - 4 } });
    const almostOver = { startedAt: at(4 - 60 * MINUTE + 1), count: 4 };
    expect(make(item && { ...item, createWindow: almostOver }, at(4))).toMatchObject({
      refusal: { retryAfterMs: 5 * MINUTE - 4 },
    });
  });

  test('a superseded create is told so rather than to wait', () => {
    const page = newPage();
    const back = reconnected(page);
    let item: SpeakerItem | undefined;
    for (const turn of [0, 1, 2, 3]) item = itemOf(create(item, back, createMessage(back), at(turn)));
    expect(create(item, page)).toEqual(refused('SESSION_SUPERSEDED'));
  });
});
