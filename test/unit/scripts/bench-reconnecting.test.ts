import { describe, expect, test } from 'vitest';
import {
  attemptsByBucket,
  msUntilBack,
  peakPercent,
} from '../../../scripts/bench/reconnecting/herd-curve.ts';
import { offAirMs } from '../../../scripts/bench/reconnecting/off-air.ts';
import { fasterIn, notesOn } from '../../../scripts/bench/reconnecting/words.ts';
import { full } from '../../../scripts/bench/reconnecting/plan.ts';
import { tally } from '../../../scripts/bench/reconnecting/tally.ts';

describe('off the air', () => {
  const every200 = (from: number, to: number) =>
    Array.from({ length: (to - from) / 200 + 1 }, (_, index) => from + index * 200);
  const heard = (...arrivals: number[]) =>
    offAirMs({ cadenceMs: 200, arrivals, from: 1_000, until: 2_000, end: 10_000 });

  test('nobody is whose messages arrive as before', () => {
    expect(heard(...every200(1_000, 10_000))).toBe(0);
  });

  test('is what a silence has beyond the usual ones', () => {
    expect(heard(...every200(1_000, 2_000), ...every200(7_000, 10_000))).toBe(4_800);
  });

  test('counts each silence, as often as it comes', () => {
    const twice = [...every200(1_000, 2_000), ...every200(3_000, 4_000), ...every200(6_000, 10_000)];
    expect(heard(...twice)).toBe(2_600);
  });

  test('does not begin with a silence that was usual before', () => {
    const slow = [1_200, 1_700, 2_000, 2_500, 3_000, ...every200(3_400, 10_000)];
    expect(heard(...slow)).toBe(0);
  });

  test('has no end where nothing arrives any more', () => {
    expect(heard(...every200(1_000, 2_000))).toBe(Infinity);
    expect(heard(...every200(1_000, 2_000), ...every200(4_000, 9_000))).toBe(Infinity);
  });

  test('is not judged by what arrived before one looked, nor by what came after the end', () => {
    expect(heard(100, 900, ...every200(1_000, 10_000))).toBe(0);
    expect(heard(...every200(1_000, 2_000), 10_001)).toBe(Infinity);
  });
});

describe('a tally', () => {
  test('of messages that all came once finds nothing', () => {
    expect(tally([1, 2, 3], [1, 2, 3], 0)).toEqual({ said: 3, lost: 0, unannounced: 0, late: 0, doubled: 0 });
  });

  test('tells what was lost from what was lost without a word', () => {
    expect(tally([1, 2, 3, 4, 5], [1, 5], 2)).toMatchObject({ lost: 3, unannounced: 1 });
    expect(tally([1, 2], [1, 2], 4)).toMatchObject({ lost: 0, unannounced: 0 });
  });

  test('calls late, not lost, what nothing was heard after', () => {
    expect(tally([1, 2, 3, 4], [1, 3], 0)).toMatchObject({ lost: 1, unannounced: 1, late: 1 });
    expect(tally([1, 2], [], 0)).toMatchObject({ lost: 0, unannounced: 0, late: 2 });
  });

  test('counts each further time that a message came', () => {
    expect(tally([1, 2], [1, 2, 2, 2, 1], 0)).toMatchObject({ lost: 0, doubled: 3 });
  });

  test('does not count what was said before or after', () => {
    expect(tally([5, 6], [4, 4, 6, 7], 0)).toMatchObject({ said: 2, lost: 1, late: 0, doubled: 0 });
  });
});

describe('a herd', () => {
  test('knocks so often in each tenth of a second, empty ones included', () => {
    expect(attemptsByBucket({ attempts: [0, 99, 100, 350] })).toEqual([2, 1, 0, 1]);
    expect(attemptsByBucket({ attempts: [] })).toEqual([]);
  });

  test('has its peak in percent of all clients, also of those who did not knock', () => {
    expect(peakPercent({ clients: 10, attempts: [10, 20, 120], back: [] })).toBe(20);
    expect(peakPercent({ clients: 10, attempts: [], back: [] })).toBe(0);
  });

  test('is back when so many of all its clients are, whatever order they came in', () => {
    const herd = { clients: 4, attempts: [], back: [30, 10, 20] };
    expect(msUntilBack(herd, 50)).toBe(20);
    expect(msUntilBack(herd, 75)).toBe(30);
    expect(msUntilBack(herd, 99)).toBeUndefined();
  });
});

describe('who is faster', () => {
  const row = (podium: number, other: number) => ({
    scene: { kind: 'cut', cutMs: 5_000 } as const,
    offAirMs: [{ library: 'Podium', ms: podium } as const, { library: 'socket.io', ms: other } as const],
  });

  test('is faster by more than can be told apart, and the row says why', () => {
    expect(fasterIn(row(3_000, 2_500))).toEqual(['socket.io']);
    expect(fasterIn(row(3_000, 2_700))).toEqual([]);
    expect(fasterIn(row(Infinity, 2_700))).toEqual(['socket.io']);
    expect(notesOn([row(3_000, 2_500)], full).at(-1)).toMatch(
      /^Faster than Podium at network cut for 5 s \(socket\.io\): nobody says that the network is back/,
    );
    expect(notesOn([row(3_000, 2_700)], full).join()).not.toContain('Faster than Podium');
  });
});
