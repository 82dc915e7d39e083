// What a watcher tells of the looks that it takes, and what a terminal shows of it.
import { describe, expect, test } from 'vitest';
import { epochMs } from '#protocol/units.ts';
import { decideCreate } from '../../../lambdas/session/create.ts';
import type { SpeakerItem } from '../../../lambdas/session/speaker-item.ts';
import { table } from '../../../scripts/sessions/table.ts';
import { terminal } from '../../../scripts/sessions/terminal.ts';
import { Watcher } from '../../../scripts/sessions/watcher.ts';
import { instant, span } from '../../../scripts/sessions/words.ts';
import { at, createMessage, makeName, newPage, START, terms, type Page } from '../../support/speaker.ts';

function created(page: Page, before?: SpeakerItem, now = START): SpeakerItem {
  const decision = decideCreate(before, createMessage(page), page.caller, terms, now, makeName());
  if (decision.kind !== 'commit') throw new Error('no session');
  return decision.next;
}
const page = newPage();
const session = created(page);
const kinds = (happenings: ReturnType<Watcher['look']>) =>
  happenings.map(({ change, sessionId }) => [sessionId, change.kind]);

describe('a watcher', () => {
  test('tells nothing of what it finds at first, and of a session that begins later all', () => {
    const watcher = new Watcher();
    watcher.meet([session], START);
    expect(watcher.look([session], at(1_000))).toEqual([]);
    const other = created(newPage());
    expect(watcher.look([session, other], at(2_000))).toMatchObject([
      { sessionId: other.sessionId, speakerId: other.speakerId, change: { kind: 'created' } },
    ]);
  });

  test('tells once that a lease ran out, when it did, though nobody wrote it', () => {
    const watcher = new Watcher();
    watcher.meet([session], START);
    expect(watcher.look([session], epochMs(session.leaseUntil - 1))).toEqual([]);
    expect(watcher.look([session], session.leaseUntil)).toMatchObject([
      { at: session.leaseUntil, change: { kind: 'expired' } },
    ]);
    expect(watcher.look([session], epochMs(session.leaseUntil + 1_000))).toEqual([]);
    const next = created(page, session, epochMs(session.leaseUntil + 2_000));
    expect(kinds(watcher.look([next], epochMs(session.leaseUntil + 3_000)))).toEqual([
      [next.sessionId, 'created'],
    ]);
  });

  test('tells of a session that was replaced between two looks that it ran out', () => {
    const watcher = new Watcher();
    watcher.meet([session], START);
    const next = created(page, session, epochMs(session.leaseUntil + 2_000));
    expect(kinds(watcher.look([next], epochMs(session.leaseUntil + 3_000)))).toEqual([
      [session.sessionId, 'expired'],
      [next.sessionId, 'created'],
    ]);
  });

  test('tells nothing of sessions that were over when it came', () => {
    const watcher = new Watcher();
    watcher.meet([session], epochMs(session.leaseUntil + 1));
    expect(watcher.look([session], epochMs(session.leaseUntil + 2))).toEqual([]);
  });
});

describe('a terminal', () => {
  const streams = (isTTY: boolean) => {
    const written: string[] = [];
    const stream = { write: (text: string) => written.push(text) > 0, isTTY, columns: 20 };
    return { written, io: terminal(stream, stream) };
  };

  test('has its status line cleared before anything is printed, and when the command is over', () => {
    const { io, written } = streams(true);
    io.status('looking');
    io.say('a line');
    io.clearStatus();
    io.status('looking');
    io.clearStatus();
    expect(written.join('')).toBe('\r\u001b[Klooking\r\u001b[Ka line\n\r\u001b[Klooking\r\u001b[K');
  });

  test('has a status line that does not wrap', () => {
    const { io, written } = streams(true);
    io.status('x'.repeat(100));
    expect(written.join('').replace('\r\u001b[K', '')).toHaveLength(19);
  });

  test('that is none is spared it', () => {
    const { io, written } = streams(false);
    io.status('looking');
    io.remark('a remark');
    io.clearStatus();
    expect(written).toEqual(['a remark\n']);
  });
});

test('a table is as wide as it has to be, colours apart', () => {
  expect(table(['A', 'LONG'], [['longer', { text: 'x', style: 'red' }], ['y']])).toBe(
    'A       LONG\nlonger  x\ny',
  );
});

test('a table counts columns, not characters, and shows nothing that moves a cursor', () => {
  const lines = table(
    ['A', 'B'],
    [
      ['日本', 'x'],
      ['e\u0301e', 'x'],
      ['👩🏽', 'x'],
      ['a\u001b[2J\u202e\u2028', 'x'],
    ],
  ).split('\n');
  expect(lines).toEqual([
    'A        B',
    '日本     x',
    'e\u0301e       x',
    '👩🏽       x',
    'a\ufffd[2J\ufffd\ufffd  x',
  ]);
});

test('a table of very many lines is made', () => {
  expect(
    table(
      ['A'],
      Array.from({ length: 200_000 }, () => ['x']),
    ).length,
  ).toBe(400_001);
});

test('spans are told in their two largest units, instants in UTC', () => {
  expect([0, 999, 59_499, 60_000, 3_599_400, 3_600_000, 90_061_000].map(span)).toEqual([
    '0 s',
    '1 s',
    '59 s',
    '1 min 0 s',
    '59 min 59 s',
    '1 h 0 min',
    '25 h 1 min',
  ]);
  expect(instant(START)).toBe('2026-01-01 00:00:00Z');
});
