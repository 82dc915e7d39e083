import { expect, test, vi } from 'vitest';
import {
  createAccessTokens,
  type Grant,
  type GrantKeeper,
  SignInRefused,
} from '../../../../frontend/src/auth/access-tokens.ts';

const grant = (accessToken: string, secondsLeft: number): Grant => ({
  speakerId: 'ada',
  accessToken,
  secondsLeft,
  mayRefresh: true,
});

/** A provider whose refreshed tokens are `refreshed-1`, `refreshed-2` …, and a clock that a test moves. */
function scene(kept: Grant | undefined) {
  let current = kept;
  const clock = { now: 1_000_000 };
  const refresh = vi.fn(async () => {
    current = grant(`refreshed-${refresh.mock.calls.length}`, 3_600);
    return current;
  });
  const keeper: GrantKeeper = { kept: async () => current, refresh, alone: (work) => work() };
  const keep = (next: Grant | undefined) => (current = next);
  return { token: createAccessTokens('ada', keeper, () => clock.now), keeper, refresh, clock, keep };
}

test('a token with more than five minutes left is used as it is', async () => {
  const { token, refresh } = scene(grant('kept', 301));
  expect(await token()).toBe('kept');
  expect(refresh).not.toHaveBeenCalled();
});

test('a token with five minutes left is renewed', async () => {
  expect(await scene(grant('kept', 300)).token()).toBe('refreshed-1');
});

test('a token that is asked for again within a minute may be what the server refuses, and is renewed once', async () => {
  const { token, clock, refresh } = scene(grant('kept', 3_600));
  expect(await token()).toBe('kept');
  clock.now += 59_999;
  expect(await token()).toBe('refreshed-1');
  clock.now += 2_000;
  expect(await token()).toBe('refreshed-1');
  expect(refresh).toHaveBeenCalledTimes(1);
});

test('a token that worked for a minute is used again', async () => {
  const { token, clock, refresh } = scene(grant('kept', 3_600));
  await token();
  clock.now += 60_000;
  expect(await token()).toBe('kept');
  expect(refresh).not.toHaveBeenCalled();
});

test('a renewal by another tab is used instead of a second one', async () => {
  const { keeper, refresh, keep } = scene(grant('kept', 10));
  const alone: GrantKeeper['alone'] = (work) => {
    keep(grant('by-another-tab', 3_600));
    return work();
  };
  const token = createAccessTokens('ada', { ...keeper, alone }, () => 0);
  expect(await token()).toBe('by-another-tab');
  expect(refresh).not.toHaveBeenCalled();
});

test('where the provider is not reached, what is left of the token is used', async () => {
  const { token, refresh } = scene(grant('kept', 1));
  refresh.mockRejectedValue(new Error('time-out'));
  expect(await token()).toBe('kept');
});

test('where the provider is not reached and nothing is left, it is tried again', async () => {
  const { token, refresh } = scene(grant('kept', 0));
  refresh.mockRejectedValue(new Error('time-out'));
  await expect(token()).rejects.toBeInstanceOf(TypeError);
});

test('a refused renewal is for a person to solve, however much is left', async () => {
  const { token, refresh } = scene(grant('kept', 200));
  refresh.mockRejectedValue(new SignInRefused());
  await expect(token()).rejects.toBeInstanceOf(SignInRefused);
});

test.for([
  ['nobody is signed in any more', undefined],
  ['somebody else has signed in', { ...grant('kept', 3_600), speakerId: 'grace' }],
  ['the token runs out and cannot be renewed', { ...grant('kept', 10), mayRefresh: false }],
] as const)('where %s, a person must sign in again', async ([, kept]) => {
  await expect(scene(kept).token()).rejects.toBeInstanceOf(SignInRefused);
});
