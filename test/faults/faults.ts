// The eight ways in which a network fails, after toxiproxy's: what each does to the bytes of one direction.
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export type Fault =
  /** Each piece arrives so much later, give or take. */
  | { readonly kind: 'latency'; readonly latencyMs: number; readonly jitterMs: number }
  /** The first bytes on this way end the connection; those that are open end at once. */
  | { readonly kind: 'down' }
  | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number }
  /** After the first piece its sender closes, which the other end learns so much later, whether the fault is over or not. */
  | { readonly kind: 'slowClose'; readonly delayMs: number }
  /** What is sent is lost. A stream with a hole cannot go on: it ends with the fault. */
  | { readonly kind: 'timeOut' }
  /** The first bytes on this way are answered with RST. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'sliced'; readonly sliceBytes: number; readonly gapMs: number }
  /** The connection ends after so many bytes, wherever in a message that is. */
  | { readonly kind: 'cut'; readonly afterBytes: number };

export interface Active {
  readonly fault: Fault;
  /** Aborted when the fault ends: every wait of it ends, too. */
  readonly ends: AbortSignal;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** How often it struck: each wait that it caused, and each connection that it ended. */
  strikes: number;
}

export interface Way {
  readonly source: Socket;
  readonly target: Socket;
  /** Bytes that went through since the fault began. */
  passedBytes: number;
}

const SECOND_MS = 1_000;
const TICKS_A_SECOND = 20;

/** Passes a piece on, as far as the fault lets it. */
export async function passOn(active: Active, way: Way, bytes: Buffer): Promise<void> {
  const { fault, random } = active;
  const { source, target } = way;
  switch (fault.kind) {
    case 'latency':
      await pause(fault.latencyMs + (2 * random() - 1) * fault.jitterMs, active);
      target.write(bytes);
      return;
    case 'bandwidth': {
      const sliceBytes = Math.ceil(fault.bytesPerSecond / TICKS_A_SECOND);
      return passInSlices(target, bytes, sliceBytes, SECOND_MS / TICKS_A_SECOND, active);
    }
    case 'sliced':
      return passInSlices(target, bytes, fault.sliceBytes, fault.gapMs, active);
    case 'down':
      active.strikes += 1;
      endBoth(way);
      return;
    case 'reset':
      active.strikes += 1;
      source.resetAndDestroy();
      target.resetAndDestroy();
      return;
    case 'cut':
      target.write(bytes.subarray(0, Math.max(0, fault.afterBytes - way.passedBytes)));
      way.passedBytes += bytes.length;
      if (way.passedBytes < fault.afterBytes) return;
      active.strikes += 1;
      endBoth(way);
      return;
    case 'slowClose':
      active.strikes += 1;
      target.write(bytes);
      source.destroySoon();
      await delay(fault.delayMs, undefined, { ref: false });
      target.destroySoon();
      return;
    case 'timeOut':
      await pause(Infinity, active);
      endBoth(way);
  }
}

/** Sends what was written, then closes. */
export function endBoth({ source, target }: Pick<Way, 'source' | 'target'>): void {
  source.destroySoon();
  target.destroySoon();
}

/** At the fault's end the rest goes at once. */
async function passInSlices(target: Socket, bytes: Buffer, size: number, gapMs: number, active: Active) {
  for (let at = 0; at < bytes.length; at += size) {
    await pause(gapMs, active);
    target.write(bytes.subarray(at, at + size));
  }
}

/** Until the time is over or the fault is. */
async function pause(ms: number, active: Active): Promise<void> {
  const { ends } = active;
  if (ends.aborted) return;
  active.strikes += 1;
  if (Number.isFinite(ms)) await delay(ms, undefined, { signal: ends }).catch(() => undefined);
  else await new Promise((resolve) => ends.addEventListener('abort', resolve, { once: true }));
}
