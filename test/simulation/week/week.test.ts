// A virtual week of one speaker: what it costs to be cut and to nap, that a planned move costs nothing, and that nothing piles up.
import { describe, expect, test } from 'vitest';
import { DAYS, liveThroughWeek } from './week.ts';

const HOUR_MS = 3_600_000;
/** Half of it is the longest first wait; the rest is handshake, Lambda and database in the slowest fair weather. */
const LONGEST_GAP_MS = 5_000;
/** The item remembers the requests that made the last four sessions: until there were four, it grows. */
const FIRST_FULL_DAY = 3;

describe.each([
  { tokens: 'tokens of 1 h, as the local stack has them', tokenMs: HOUR_MS, seed: 1 },
  { tokens: 'tokens of 1 h, another week', tokenMs: HOUR_MS, seed: 2 },
  { tokens: 'tokens that outlive every connection', tokenMs: 24 * HOUR_MS, seed: 3 },
])('a week with $tokens', async ({ seed, tokenMs }) => {
  const days = await liveThroughWeek({ seed, tokenMs });
  const gaps = days.flatMap(({ onAir }) => onAir.gaps);

  test('has a session a day, each over in the morning and followed by the next at a press', () => {
    expect(new Set(days.map(({ sessionId }) => sessionId)).size).toBe(DAYS);
    for (const { lengthMs, phaseNextMorning } of days) {
      expect(phaseNextMorning).toBe('expired');
      expect(lengthMs).toBeGreaterThan(9 * HOUR_MS);
    }
  });

  test('is never off the air but after a cut or a nap, and then for seconds', () => {
    expect(gaps.length).toBeGreaterThan(0);
    expect(gaps.filter(({ cause }) => cause === undefined)).toEqual([]);
    expect(Math.max(...gaps.map(({ ms }) => ms))).toBeLessThan(LONGEST_GAP_MS);
    // A nap may be noticed twice: by whatever happens first, and by the timer that comes far too late.
    for (const { deploys, naps, onAir } of days)
      expect(onAir.gaps.length).toBeLessThanOrEqual(deploys + 2 * naps);
  });

  test('moves to a fresh connection before each would be cut, and stays on the air', () => {
    for (const { lengthMs, onAir } of days) {
      expect(onAir.moves).toBeGreaterThanOrEqual(Math.floor(lengthMs / (2 * HOUR_MS)) - onAir.gaps.length);
      expect(onAir.moves).toBeGreaterThan(0);
      expect(onAir.oldestConnectionMs).toBeLessThan(Math.min(2 * HOUR_MS, tokenMs));
    }
  });

  test('ends holding what it held at its beginning', () => {
    const [full, ...later] = days.slice(FIRST_FULL_DAY);
    for (const { inTheAfternoon, nextMorning } of later) {
      expect(inTheAfternoon).toEqual(full?.inTheAfternoon);
      expect(nextMorning).toEqual(full?.nextMorning);
    }
    const { timers, listeners, pending } = days[0]?.nextMorning ?? {};
    expect(full?.nextMorning).toMatchObject({ timers, listeners, pending });
    expect(full?.inTheAfternoon).toMatchObject({ openSockets: 1, connections: 1, timers: 1 });
  });
});
