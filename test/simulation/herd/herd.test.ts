// Ten thousand dropped at once, before a gateway that admits five hundred a second. `npm run herd` has the larger crowds.
import { describe, expect, test } from 'vitest';
import { comeBack, type Herd } from './crowd.ts';

const MINUTE_MS = 60_000;
const tenThousand: Omit<Herd, 'seed'> = {
  clients: 10_000,
  perSecond: 500,
  refusedBy: 'gateway',
  jitter: true,
};

describe.each([1, 2, 3])('10,000 clients dropped in one instant (seed %i)', (seed) => {
  const spread = comeBack({ ...tenThousand, seed });
  const together = comeBack({ ...tenThousand, seed, jitter: false });

  test('are back within a minute, all but one in a hundred, after three attempts each at most', () => {
    expect(spread.shareBackWithin(MINUTE_MS)).toBeGreaterThanOrEqual(0.99);
    expect(spread.attemptsPerClient).toBeLessThanOrEqual(3);
    expect(spread.shareBackWithin(Infinity)).toBe(1);
  });

  test('are back no sooner than the gateway admits them', () => {
    const { clients, perSecond } = tenThousand;
    expect(spread.msUntil(1)).toBeGreaterThan(((clients - perSecond) / perSecond) * 1_000);
  });

  test('without jitter come in waves, most of which break', () => {
    expect(together.msUntil(0.5)).toBeGreaterThan(4 * spread.msUntil(0.5));
    expect(together.attemptsPerClient).toBeGreaterThan(2 * spread.attemptsPerClient);
    expect(together.busiestSecond).toBe(tenThousand.clients);
    expect(together.msUntil(0.99)).toBeGreaterThan(4 * spread.msUntil(0.99));
  });
});

test('one seed is one curve', () => {
  const herd = { ...tenThousand, clients: 1_000, perSecond: 50, seed: 7 };
  expect(comeBack(herd)).toEqual(comeBack(herd));
  expect(comeBack(herd)).not.toEqual(comeBack({ ...herd, seed: 8 }));
});

test('who is told when to come again waits so long, and knocks a second time only', () => {
  const herd = { ...tenThousand, seed: 1 };
  const told = comeBack({ ...herd, refusedBy: { hintUpToMs: 22_000 } });
  expect(told.attemptsPerClient).toBeLessThan(comeBack(herd).attemptsPerClient);
  expect(told.attemptsPerClient).toBeLessThan(2.1);
  expect(told.msUntil(1)).toBeLessThan(MINUTE_MS);
});
