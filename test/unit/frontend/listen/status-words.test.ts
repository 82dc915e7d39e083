// What a listener reads and hears about the session.
import { expect, test } from 'vitest';
import type { ListenerStatus, ListenerView } from '../../../../frontend/src/connection/listener.ts';
import { listenerWords } from '../../../../frontend/src/listen/status-words.ts';
import { delayWords, missingIn, missingWords, sumOf } from '../../../../frontend/src/listen/sound-words.ts';

import { listenersWords } from '../../../../frontend/src/ui/listeners-words.ts';

const id = 'caring-king-2754';
const now = 1_000_000;
const session = {
  sessionId: id,
  sourceLanguage: 'en',
  paused: false,
  muted: false,
  leaseEndsAt: now,
  listenerCount: 3,
};
const view = (status: ListenerStatus, change: Partial<typeof session> = {}): ListenerView => ({
  status,
  session: { ...session, ...change },
  missed: { seqs: 0, ms: 0 },
  closedConnections: [],
});
const words = (status: ListenerStatus, change: Partial<typeof session> = {}) =>
  listenerWords(view(status, change), now, id);

test('what counts is seen and not said', () => {
  const full = words({ phase: 'full', nextTryAt: now + 7_400 });
  expect(full.title).toBe('Full: trying again in 8 s');
  expect(full.said).not.toMatch(/\d/);
  const away = words({ phase: 'speakerAway', leaseEndsAt: now + 95_001 });
  expect([away.title, away.detail]).toEqual(['The speaker is reconnecting', 'The session is kept for 96 s.']);
  expect(away.said).not.toMatch(/\d/);
});

test('a speaker who paused or muted is not mistaken for a fault', () => {
  expect(words({ phase: 'listening' }).title).toBe('Live');
  expect(words({ phase: 'listening' }, { paused: true }).title).toBe('Paused');
  expect(words({ phase: 'listening' }, { muted: true }).detail).toBe('The speaker is muted.');
});

test('each way in which a session is over is told apart', () => {
  const told = (['ended', 'expired', 'notFound'] as const).map((why) => words({ phase: 'over', why }).said);
  expect(new Set(told).size).toBe(3);
  for (const said of told) expect(said).toContain(id);
});

test('what a person must do something about interrupts a screen reader, and nothing else does', () => {
  expect(words({ phase: 'signInAgain' }).urgent).toBe(true);
  expect(words({ phase: 'reconnecting', offline: true }).urgent).toBe(false);
});

test('a delay is told to 10 ms, and never as more than is known', () => {
  expect(delayWords({ ms: 417, whole: true })).toBe('about 420 ms behind');
  expect(delayWords({ ms: 417, whole: false })).toBe('at least 420 ms behind');
  expect(delayWords({ ms: 12_345, whole: true })).toBe('about 12 s behind');
  expect(delayWords(undefined)).toBe('not known yet');
});

test('a gap is told in seconds, or in pieces where nobody knows how long they were', () => {
  expect(missingWords(missingIn({ seqs: 4, ms: 400 }))).toBe('0.4 s');
  expect(missingWords(missingIn({ seqs: 1 }))).toBe('1 piece');
  expect(missingWords(missingIn({ seqs: 12, ms: 0 }))).toBe('12 pieces');
});

test('gaps whose length is known do not hide those whose length nobody knows', () => {
  const gaps = [{ seqs: 1_000 }, { seqs: 3, ms: 300 }, { seqs: 1 }];
  const missing = gaps.map(missingIn).reduce(sumOf);
  expect(missingWords(missing)).toBe('0.3 s and 1001 pieces');
  expect(missingWords({ ms: 0, seqs: 0 })).toBe('nothing');
});

test('one listener is one', () => {
  expect([0, 1, 2].map(listenersWords)).toEqual(['0 listeners', '1 listener', '2 listeners']);
});
