// One speaker behind one proxy: a fault in one phase of the session's life, and what became of the session.
import { openTab } from '../support/node-client.ts';
import { within, type Message } from '../support/socket.ts';
import type { StackUnderTest } from '../support/stack.ts';
import type { Fault } from './faults.ts';
import { directions, startProxy, type Direction } from './proxy.ts';

/**
 * `connect`: from before the first socket is opened. `create` and `resume`: from the instant in which the handshake's
 * answer left, so that the command itself meets the fault. `live`: on the air, with an update on its way.
 */
export const phases = ['connect', 'create', 'live', 'resume'] as const;
export type Phase = (typeof phases)[number];

export const faults: readonly Fault[] = [
  { kind: 'latency', latencyMs: 400, jitterMs: 300 },
  { kind: 'down' },
  { kind: 'bandwidth', bytesPerSecond: 300 },
  { kind: 'slowClose', delayMs: 2_000 },
  { kind: 'timeOut' },
  { kind: 'reset' },
  { kind: 'sliced', sliceBytes: 7, gapMs: 20 },
  { kind: 'cut', afterBytes: 64 },
];

export interface Cell {
  readonly fault: Fault;
  readonly direction: Direction;
  readonly phase: Phase;
}

export const cells: readonly Cell[] = faults.flatMap((fault) =>
  directions.flatMap((direction) => phases.map((phase) => ({ fault, direction, phase }))),
);

export const nameOf = ({ fault, direction, phase }: Cell): string => `${fault.kind}, ${direction}, ${phase}`;

export interface Outcome {
  /** From the fault's end until it was on the air with every update acknowledged, one of after the fault too. */
  readonly backAfterMs: number;
  /** Every session that the client was told of. */
  readonly told: readonly string[];
  /** How many sockets it took. */
  readonly sockets: number;
  /** How often the fault struck. */
  readonly strikes: number;
  /** The speaker's item, under the stored names of lambdas/store/items.ts. */
  readonly stored: Message | undefined;
  readonly speaker: string;
}

/**
 * With the client's own waits, a client that fails at once tries again after 2.5 to 3.5 s: of a fault that lasts no
 * longer than this, that attempt is always past it.
 */
const FAULT_MS = 2_500;
/** Long enough to tell how late it was; the bar is the test's. */
const GIVE_UP_MS = 30_000;
const BEFORE = { volume: 11 };
const DURING = { muted: true };
const AFTER = { paused: true };

/** @param seed of the client's waits and the network's jitter: the same at every run */
export async function runCell(stack: StackUnderTest, cell: Cell, seed: number): Promise<Outcome> {
  const { fault, direction, phase } = cell;
  const speaker = `speaker-${crypto.randomUUID()}`;
  const random = seeded(seed);
  const proxy = await startProxy(Number(new URL(stack.gateway).port), random);
  const gateway = `ws://127.0.0.1:${proxy.port}/prod`;
  const tab = openTab({ ...stack, gateway }, speaker, { random });
  const { client } = tab;
  const told = new Set<string>();
  client.subscribe(({ session }) => session && told.add(session.sessionId));
  const settled = () =>
    tab.until(({ onAir, unacknowledged }) => onAir && unacknowledged.length === 0, GIVE_UP_MS);
  const mayUpdate = () => tab.until(({ possible }) => possible.update, GIVE_UP_MS);
  const begins = Promise.withResolvers<unknown>();
  const begin = () => {
    proxy.put(fault, direction);
    begins.resolve(undefined);
  };
  try {
    if (phase === 'connect') begin();
    if (phase === 'create') proxy.onceOpened(begin);
    client.start({ sourceLanguage: 'en', qualityTier: 'standard' });
    if (phase === 'live' || phase === 'resume') {
      await mayUpdate();
      client.update(BEFORE);
      await settled();
      if (phase === 'live') begin();
      else {
        proxy.onceOpened(begin);
        proxy.cutAll();
      }
    }
    await within(begins.promise, GIVE_UP_MS, () => 'the fault never began');
    const ends = new Promise((resolve) => setTimeout(resolve, FAULT_MS));
    // Where nothing is known of a session yet, a person cannot change it: as soon as one can.
    const changed = mayUpdate().then(() =>
      client.update(phase === 'live' || phase === 'resume' ? DURING : { ...BEFORE, ...DURING }),
    );
    await ends;
    proxy.lift();
    const endedAt = performance.now();
    await changed;
    client.update(AFTER);
    await settled();
    const backAfterMs = Math.round(performance.now() - endedAt);
    // A close that is still on its way must do no harm either.
    await onlyOneConnection(stack, speaker);
    const stored = (await stack.items()).find(({ pk }) => pk === `SPEAKER#${speaker}`);
    const sockets = tab.sockets().opened;
    return { backAfterMs, told: [...told], sockets, strikes: proxy.strikes(), stored, speaker };
  } finally {
    client.close();
    await proxy.stop();
  }
}

async function onlyOneConnection(stack: StackUnderTest, speaker: string): Promise<void> {
  const giveUpAt = performance.now() + GIVE_UP_MS;
  for (;;) {
    const open = (await stack.connections()).filter((connection) => connection.speaker === speaker);
    if (open.length === 1) return;
    if (performance.now() > giveUpAt) throw new Error(`${open.length} connections are left of ${speaker}`);
  }
}

/** Mulberry32: small, and good enough for waits. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
