// Which connections are shown as open, and which as never told of.
import { expect, test } from 'vitest';
import { epochMs, type ConnectionId } from '../../../lambdas/protocol/units.ts';
import type { ConnectionFact } from '../../../lambdas/session/speaker-item.ts';
import { connectionTable } from '../../../scripts/sessions/connection-table.ts';
import { runningEpoch } from '../../../scripts/sessions/session-facts.ts';
import { decideCreate } from '../../../lambdas/session/create.ts';
import { createMessage, makeName, newPage, START, terms } from '../../support/speaker.ts';

const fact = (epoch: number): ConnectionFact => ({
  connectionId: `c${epoch}` as ConnectionId,
  epoch,
  openedAt: START,
});
const shown = (running: number | undefined) =>
  connectionTable([fact(2), fact(1)], epochMs(START + 60_000), running)
    .split('\n')
    .slice(1)
    .map((line) => line.replaceAll(/ +/g, ' '));
const opened = '2026-01-01 00:00:00Z';

test('only the newest connection of a running session is open', () => {
  expect(shown(2)).toEqual([`1 ${opened} not told c1`, `2 ${opened} 1 min 0 s not closed c2`]);
});

test('none is where the session is over or replaced, or has passed on to an epoch that is not listed yet', () => {
  for (const running of [undefined, 3])
    expect(shown(running)).toEqual([`1 ${opened} not told c1`, `2 ${opened} not told c2`]);
});

test('a session runs until it is ended or its lease has run out', () => {
  const page = newPage();
  const made = decideCreate(undefined, createMessage(page), page.caller, terms, START, makeName());
  if (made.kind !== 'commit') throw new Error('no session');
  const { next } = made;
  expect(runningEpoch(next, START)).toBe(1);
  expect(runningEpoch(next, next.leaseUntil)).toBeUndefined();
  expect(runningEpoch({ ...next, status: 'ended', endReason: 'requested' }, START)).toBeUndefined();
  expect(runningEpoch(undefined, START)).toBeUndefined();
});
