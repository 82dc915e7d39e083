/** Frames as they arrive, put in the order in which they are heard: each seq at most once, each hole where it is. */
import type { ServerMessage } from '#protocol/server-messages.ts';
import type { Heard } from './listener-view.ts';

/** A message that is ahead of a hole waits so long for what is missing: a push may have been tried again. */
export const holdMs = 1_000;

interface Arrived extends Pick<ServerMessage<'frames'>, 'gap' | 'gapMs' | 'frames' | 'sentAt'> {
  readonly receivedAt: number;
}

export interface Order {
  /** The highest seen. */
  readonly epoch: number;
  /** The last that was taken; absent before the first, which begins without a gap. */
  readonly lastSeq?: number;
  /** By their first seq. */
  readonly waiting: readonly Arrived[];
}

export const noOrder: Order = { epoch: 0, waiting: [] };

const firstSeq = ({ frames }: Arrived): number => frames[0]?.seq ?? 0;

/** With a message of frames that has arrived: what is superseded, or was taken before, is dropped. */
export function withArrived(order: Order, message: ServerMessage<'frames'>, receivedAt: number): Order {
  const { epoch, frames, gap, gapMs, sentAt } = message;
  if (epoch < order.epoch) return order;
  const arrived = { frames, gap, gapMs, sentAt, receivedAt };
  const waiting = [...order.waiting, arrived].sort((one, other) => firstSeq(one) - firstSeq(other));
  return { ...order, epoch, waiting };
}

/**
 * What may be heard now.
 * @param settledSeq seqs below it do not come any more: a hole among them is not waited for; absent where that is
 * not known of any
 */
export function heardFrom(
  order: Order,
  now: number,
  settledSeq: number | undefined,
): readonly [Order, readonly Heard[]] {
  let { lastSeq } = order;
  const heard: Heard[] = [];
  const waiting = [...order.waiting];
  for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
    const { gap = 0, gapMs, receivedAt, sentAt } = next;
    const fresh = next.frames.filter(({ seq }) => lastSeq === undefined || seq > lastSeq);
    const [first] = fresh;
    const late = now >= receivedAt + holdMs;
    if (first !== undefined && lastSeq === undefined) {
      // Nothing is missing before the very first, but what belongs before it may be on its way.
      if (!late && (settledSeq === undefined || first.seq - gap > settledSeq)) break;
    } else if (first !== undefined && lastSeq !== undefined) {
      const missing = first.seq - lastSeq - 1;
      const announced = Math.min(missing, gap);
      const silent = missing - announced;
      if (silent > 0 && lastSeq + silent >= (settledSeq ?? 0) && !late) break;
      if (silent > 0) heard.push({ kind: 'gap', seqs: silent });
      // Of a gap of which some was heard after all, nobody knows how long the rest is.
      const ms = announced === gap && gapMs !== undefined ? { ms: gapMs } : {};
      if (announced > 0) heard.push({ kind: 'gap', seqs: announced, ...ms });
    }
    for (const frame of fresh) heard.push({ kind: 'frame', frame, sentAt, receivedAt });
    lastSeq = fresh.at(-1)?.seq ?? lastSeq;
    waiting.shift();
  }
  return [{ ...order, ...(lastSeq !== undefined && { lastSeq }), waiting }, heard];
}

/** When the first that waits has waited long enough; Infinity: none waits. */
export const heldUntil = ({ waiting: [first] }: Order): number => (first?.receivedAt ?? Infinity) + holdMs;
