import { expect, test } from 'vitest';
import type { Status } from '../../../../frontend/src/connection/client.ts';
import { statusWords } from '../../../../frontend/src/ui/status-words.ts';

const now = 1_000_000;
const elsewhere = { sessionId: 'caring-king-2754', epoch: 2, status: 'live' } as const;
const failure = { code: 'RATE_LIMITED', message: 'RATE_LIMITED: 50 an hour', retryAfterMs: 61_000 } as const;

const offAir: Status[] = [
  { phase: 'off' },
  { phase: 'connecting', offline: false },
  { phase: 'connecting', offline: true },
  { phase: 'reconnecting', offline: false, leaseRanOut: false, leaseEndsAt: now + 96_000 },
  { phase: 'reconnecting', offline: true, leaseRanOut: true, leaseEndsAt: now - 1 },
  { phase: 'elsewhere', elsewhere, wasHere: true },
  { phase: 'elsewhere', elsewhere, wasHere: false },
  { phase: 'ended', reason: 'requested' },
  { phase: 'ended', reason: 'operator' },
  { phase: 'ended', reason: 'elsewhere' },
  { phase: 'expired' },
  { phase: 'signInAgain' },
  { phase: 'outdated', message: 'The field x is missing.' },
  { phase: 'failed', failure },
];

test('only a session that is on the air is said to be', () => {
  expect(statusWords({ phase: 'onAir' }, now, undefined).title).toBe('On the air');
  for (const status of offAir) {
    const { title, detail = '', said } = statusWords(status, now, elsewhere.sessionId);
    expect(`${title} ${detail} ${said}`).not.toMatch(/on the air/i);
  }
});

test('no status is told in codes, or in the words of a message between programs', () => {
  for (const status of offAir) {
    const { title, detail = '' } = statusWords(status, now, undefined);
    expect(`${title} ${detail}`).not.toMatch(/[A-Z]{2,}_|\bepoch\b|\btoken\b|\bfield\b|undefined/);
  }
});

test('a lost connection counts down to the end of the lease, and says nothing of it that changes', () => {
  const status: Status = {
    phase: 'reconnecting',
    offline: false,
    leaseRanOut: false,
    leaseEndsAt: now + 96_000,
  };
  expect(statusWords(status, now, undefined).title).toBe('Reconnecting, 96 s left');
  expect(statusWords(status, now + 1, undefined).title).toBe('Reconnecting, 96 s left');
  expect(statusWords(status, now + 1_000, undefined).title).toBe('Reconnecting, 95 s left');
  expect(statusWords(status, now + 1_000, undefined).said).toBe(statusWords(status, now, undefined).said);
});

test('too many sessions: the time to wait is rounded up', () => {
  expect(statusWords({ phase: 'failed', failure }, now, undefined).detail).toContain('in 2 min.');
});
