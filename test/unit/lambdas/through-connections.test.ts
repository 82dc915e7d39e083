// A message to many connections on a clock that a test moves: who gets it when, and what becomes of who does not.
import { beforeEach, describe, expect, test, vi, afterEach } from 'vitest';
import { epochMs, type ConnectionId, type SessionId } from '#protocol/units.ts';
import { encoded, type Connections, type Delivery } from '../../../lambdas/connections/connections.ts';
import { distributionThroughConnections } from '../../../lambdas/distribution/through-connections.ts';
import { DatabaseUnavailable } from '../../../lambdas/store/database.ts';
import type { Told } from '../../../lambdas/store/roster-store.ts';
import { START } from '../../support/speaker.ts';

const SESSION = 'caring-king-2754' as SessionId;
const message = {
  type: 'sessionEnded',
  timestamp: START,
  sessionId: SESSION,
  reason: 'requested',
} as const;
const delivered: Delivery = { kind: 'delivered' };
const gone: Delivery = { kind: 'gone' };
const timedOut: Delivery = { kind: 'failed', error: 'TimeoutError', throttled: false };
const throttled: Delivery = { kind: 'failed', error: 'LimitExceededException', throttled: true };

/** What the connection of that name does with a post, and after how long; 0 means at once. */
type Manner = (attempt: number, withinMs: number) => { readonly takesMs?: number; readonly gives: Delivery };
const takes =
  (takesMs: number, gives: Delivery = delivered): Manner =>
  () => ({ takesMs, gives });

beforeEach(() => void vi.useFakeTimers({ now: START }));
afterEach(() => vi.useRealTimers());

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

interface Circumstances {
  readonly told?: Told;
  readonly closingTakesMs?: number;
  /** Nobody can be taken off it. */
  readonly listAway?: boolean;
}

/** An audience of `ids`, each with its manners; whoever has none takes everything at once. */
function audience(
  ids: readonly string[],
  manners: Readonly<Record<string, Manner>> = {},
  { told, closingTakesMs = 0, listAway = false }: Circumstances = {},
) {
  const posts: { readonly id: string; readonly atMs: number; readonly data: Uint8Array; withinMs: number }[] =
    [];
  const happened: string[] = [];
  const sinceStart = () => Date.now() - START;
  let [open, mostOpen] = [0, 0];
  const connections: Connections = {
    push: () => Promise.reject(new Error('nobody is pushed one by one')),
    async post(id, data, withinMs) {
      const attempt = posts.filter((post) => post.id === id).length;
      posts.push({ id, data, withinMs, atMs: sinceStart() });
      mostOpen = Math.max(mostOpen, (open += 1));
      const { takesMs = 0, gives } = (manners[id] ?? takes(0))(attempt, withinMs);
      if (takesMs > 0) await wait(takesMs);
      open -= 1;
      return gives;
    },
    async close(id) {
      mostOpen = Math.max(mostOpen, (open += 1));
      if (closingTakesMs > 0) await wait(closingTakesMs);
      open -= 1;
      happened.push(`closed ${id}`);
      return delivered;
    },
  };
  const distribution = distributionThroughConnections({
    rosters: {
      read: async () => ({ connectionIds: ids as readonly ConnectionId[], ...(told && { told }) }),
      remove: async (_sessionId, leaving) => {
        if (listAway) throw new DatabaseUnavailable('the list is away');
        happened.push(`removed ${leaving.join(' ')}`);
        return { connectionIds: [] };
      },
    },
    connections,
    random: () => 0.5,
    monotonicMs: () => Date.now(),
    wait,
  });
  const counts: number[] = [];
  /** Resolves with what became of it, and after how long. */
  const publish = async () => {
    const published = distribution.publish(SESSION, (count) => {
      counts.push(count);
      return message;
    });
    let tookMs = NaN;
    const done = published.then((result) => {
      tookMs = sinceStart();
      return result;
    });
    // What it rejects with is thrown below, when the clock has run.
    done.catch(() => undefined);
    await vi.runAllTimersAsync();
    return { ...(await done), tookMs };
  };
  return { publish, posts, happened, counts, mostOpen: () => mostOpen };
}

const many = (count: number) => Array.from({ length: count }, (_, index) => `listener-${index}`);

test('everybody is posted the same bytes once, and the message is made once, for so many', async () => {
  const { publish, posts, counts, happened } = audience(many(120));
  expect(await publish()).toEqual({ listenerCount: 120, gone: 0, cut: 0, tookMs: 0 });
  expect(posts.map(({ id }) => id).sort()).toEqual(many(120).sort());
  expect(new Set(posts.map(({ data }) => data)).size).toBe(1);
  expect(posts[0]?.data).toEqual(encoded(message));
  expect(counts).toEqual([120]);
  expect(happened).toEqual([]);
});

test('where nobody listens nothing is made, posted or written; what was told is passed on', async () => {
  const told = { at: epochMs(START), listenerCount: 3, leaseUntil: epochMs(START) };
  const { publish, posts, counts, happened } = audience([], {}, { told });
  expect(await publish()).toEqual({ listenerCount: 0, gone: 0, cut: 0, told, tookMs: 0 });
  expect([posts, counts, happened]).toEqual([[], [], []]);
});

describe('at once', () => {
  test.each([
    [15, 15],
    [16, 16],
    [17, 16],
    [1_000, 16],
  ])('of %i listeners %i are posted to', async (listeners, atOnce) => {
    const ids = many(listeners);
    const { publish, posts, mostOpen } = audience(ids, Object.fromEntries(ids.map((id) => [id, takes(10)])));
    const { tookMs } = await publish();
    expect(mostOpen()).toBe(atOnce);
    expect(posts).toHaveLength(listeners);
    expect(tookMs).toBe(Math.ceil(listeners / 16) * 10);
  });

  test('one slow listener keeps its own place waiting, and nobody else', async () => {
    const ids = many(500);
    const quick = Object.fromEntries(ids.map((id) => [id, takes(10)]));
    const slow = audience(ids, { ...quick, 'listener-0': takes(290) });
    expect(await slow.publish()).toMatchObject({ cut: 0, tookMs: 330 });
    // 499 on the other 15 places.
    expect(Math.max(...slow.posts.map(({ atMs }) => atMs))).toBeLessThanOrEqual(320);
  });

  test('12 slow listeners of 1,000 leave the other four places to everybody else', async () => {
    const ids = many(1_000);
    const slowOnes = Object.fromEntries(many(12).map((id) => [id, takes(290)]));
    const quick = Object.fromEntries(ids.map((id) => [id, takes(1)]));
    const { publish } = audience(ids, { ...quick, ...slowOnes });
    expect(await publish()).toMatchObject({ cut: 0, tookMs: 290 });
  });
});

test('two messages at once share the places, and neither waits for the whole of the other', async () => {
  const ids = many(160);
  const { publish, mostOpen, posts } = audience(ids, Object.fromEntries(ids.map((id) => [id, takes(10)])));
  const published = await Promise.all([publish(), publish()]);
  expect(mostOpen()).toBe(16);
  expect(posts).toHaveLength(320);
  expect(published.map(({ tookMs }) => tookMs)).toEqual([190, 200]);
});

describe('a throttled post', () => {
  test('is made again after 20 to 60 ms, and once it is taken nothing more happens', async () => {
    const throttledTwice: Manner = (attempt) => ({ takesMs: 5, gives: attempt < 2 ? throttled : delivered });
    const { publish, posts, happened } = audience(['a'], { a: throttledTwice });
    expect(await publish()).toMatchObject({ listenerCount: 1, gone: 0, cut: 0 });
    // Half-way between 20 and 60, behind the 5 that each took.
    expect(posts.map(({ atMs }) => atMs)).toEqual([0, 45, 90]);
    expect(happened).toEqual([]);
  });

  test('has what is left of 300 ms, and at their end its listener is cut off', async () => {
    const { publish, posts, happened } = audience(['a'], { a: takes(5, throttled) });
    const { tookMs, ...published } = await publish();
    expect(published).toEqual({ listenerCount: 1, gone: 0, cut: 1 });
    expect(tookMs).toBeLessThanOrEqual(300);
    expect(posts.map(({ atMs }) => atMs)).toEqual([0, 45, 90, 135, 180, 225, 270]);
    for (const { atMs, withinMs } of posts) expect(withinMs).toBe(300 - atMs);
    expect(happened).toEqual(['removed a', 'closed a']);
  });

  test('that runs into its time limit is over with it', async () => {
    const slowThenDead: Manner = (attempt, withinMs) =>
      attempt === 0 ? { takesMs: 250, gives: throttled } : { takesMs: withinMs, gives: timedOut };
    const { publish, posts } = audience(['a'], { a: slowThenDead });
    expect(await publish()).toMatchObject({ cut: 1, tookMs: 300 });
    expect(posts.map(({ withinMs }) => withinMs)).toEqual([300, 10]);
  });
});

describe('off the list, in one write, before anybody hears that all have it, are', () => {
  test('those who are gone, whom nobody closes, and those who failed, who are closed', async () => {
    const ids = many(200);
    const { publish, happened, posts } = audience(ids, {
      'listener-3': takes(0, gone),
      'listener-7': takes(300, timedOut),
      'listener-9': takes(1, gone),
      'listener-150': takes(0, { kind: 'failed', error: 'InternalServerError', throttled: false }),
    });
    expect(await publish()).toEqual({ listenerCount: 200, gone: 2, cut: 2, tookMs: 300 });
    expect(happened[0]?.split(' ').toSorted()).toEqual(
      ['removed', 'listener-3', 'listener-7', 'listener-9', 'listener-150'].toSorted(),
    );
    expect(happened.slice(1).toSorted()).toEqual(['closed listener-150', 'closed listener-7']);
    // What failed may have arrived: nobody is posted the same twice for it.
    expect(posts).toHaveLength(200);
  });

  test('all, where all are gone', async () => {
    const { publish, happened } = audience(['a', 'b'], { a: takes(0, gone), b: takes(0, gone) });
    expect(await publish()).toMatchObject({ listenerCount: 2, gone: 2, cut: 0 });
    expect(happened).toEqual(['removed a b']);
  });
});

test('those who are gone stay on the list where it is away, and nobody is refused for it; those who failed may not', async () => {
  const { publish } = audience(['a', 'b'], { a: takes(0, gone) }, { listAway: true });
  expect(await publish()).toMatchObject({ listenerCount: 2, gone: 1, cut: 0 });
  const failing = audience(['a', 'b'], { a: takes(300, timedOut) }, { listAway: true });
  await expect(failing.publish()).rejects.toBeInstanceOf(DatabaseUnavailable);
});

describe('where every connection is slow', () => {
  const ids = many(1_000);
  const slow = Object.fromEntries(ids.map((id) => [id, takes(300, timedOut)]));

  test('all is over after 6 s: whoever was not reached by then is off the list, and closed', async () => {
    const { publish, posts, happened } = audience(ids, slow);
    expect(await publish()).toMatchObject({ listenerCount: 1_000, cut: 1_000, tookMs: 6_000 });
    expect(posts).toHaveLength((6_000 / 300) * 16);
    expect(happened[0]?.split(' ')).toHaveLength(1 + 1_000);
    expect(happened).toHaveLength(1 + 1_000);
  });

  test('the last ones get what is left of it, and who took it in time stays', async () => {
    const inTime: Manner = (_, withinMs) =>
      withinMs < 290 ? { takesMs: withinMs, gives: timedOut } : { takesMs: 290, gives: delivered };
    const { publish, posts } = audience(ids, Object.fromEntries(ids.map((id) => [id, inTime])));
    expect(await publish()).toMatchObject({ cut: 1_000 - 20 * 16, tookMs: 6_000 });
    expect(posts.at(-1)).toMatchObject({ atMs: 20 * 290, withinMs: 200 });
  });

  test('closing takes turns as posting does, and no longer than 2 s', async () => {
    const { publish, happened, mostOpen } = audience(ids, slow, { closingTakesMs: 100 });
    expect(await publish()).toMatchObject({ cut: 1_000, tookMs: 8_000 });
    expect(mostOpen()).toBe(16);
    expect(happened.filter((each) => each.startsWith('closed'))).toHaveLength((2_000 / 100) * 16);
  });
});
