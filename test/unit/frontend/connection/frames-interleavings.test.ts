import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentOf, happenings, play, alone, withPauses, withReloads, withRivals } from './frames-run.ts';

test('over cuts, lost answers and crashes every frame that was not given up is heard once, in order', async () => {
  await fc.assert(
    fc.asyncProperty(happenings(alone), async (each) => {
      const run = await play(1, each, true);
      const heard = run.checkHeard();
      const { givenUpImages = 0, givenUpMs = 0 } = run.speakers[0]?.client.view.frames ?? {};
      const claimed = run.taken.filter(({ data }, index) => run.server.claimed.get(index + 1) === data);
      const lost = run.taken.filter((frame) => !claimed.includes(frame));
      expect(lost.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0)).toBe(givenUpMs);
      expect(lost.filter(({ kind }) => kind === 'image')).toHaveLength(givenUpImages);
      expect(heard).toEqual(claimed.map(contentOf));
    }),
    { numRuns: 100 },
  );
}, 60_000);

test.each([
  { over: 'reloads', what: withReloads },
  { over: 'pauses', what: withPauses },
])(
  'over $over, too, what is not heard is announced, with its exact length',
  async ({ over, what }) => {
    await fc.assert(
      fc.asyncProperty(happenings(what), async (each) => {
        const run = await play(1, each);
        run.checkHeard();
        const { claimed, claimedSeq, gaps } = run.server;
        // A refusal of a second sending does not tell that the first was claimed before the pause.
        if (over === 'reloads') expect(gaps.map(({ heard }) => heard)).toEqual(gaps.map(() => 0));
        // One client gives all seqs: the seventh that it took has seq 7, or is announced as given up.
        expect(claimedSeq).toBe(run.taken.length);
        for (const [index, { data }] of run.taken.entries()) {
          expect(claimed.has(index + 1)).toBe(true);
          expect(claimed.get(index + 1) ?? data).toBe(data);
        }
        for (const { from, ms, to } of gaps) {
          const given = run.taken.slice(from - 1, to);
          expect(ms).toBe(given.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0));
        }
      }),
      { numRuns: 100 },
    );
  },
  60_000,
);

test('over takeovers, too, nothing is heard twice, and nothing is missing in silence', async () => {
  await fc.assert(
    fc.asyncProperty(happenings(withRivals), async (each) => {
      const run = await play(2, each);
      run.checkHeard();
      const contents = [...run.server.claimed.values()];
      const accepted = new Set(
        contents.filter((content) => content !== undefined).map((data) => contentOf({ data })),
      );
      const announced = contents.filter((content) => content === undefined).length;
      const lost = run.taken.filter((frame) => !accepted.has(contentOf(frame))).length;
      expect(announced).toBeGreaterThanOrEqual(lost);
      // Claimed, but nobody could tell its page before another client had the session: announced though it was heard.
      const doubts = [...run.server.claims.values()].filter(({ inDoubt }) => inDoubt);
      expect(announced - lost).toBeLessThanOrEqual(doubts.reduce((sum, { seqs }) => sum + seqs, 0));
    }),
    { numRuns: 250 },
  );
}, 60_000);
