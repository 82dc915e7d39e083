/** A crowd behind one proxy that is dropped in one instant. */
import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { within } from '../../../../test/support/socket.ts';
import { inLanes } from '../../../../test/smoke/lanes.ts';
import { startProxy } from '../../../../test/faults/proxy.ts';
import type { Herd } from '../herd-curve.ts';
import { ORDINARY, type Arena } from './contender.ts';

/** Handshakes at once while it gathers. */
const LANES = 20;
const THERE_WITHIN_MS = 30_000;

export interface GatheredHerd {
  drop(watchedMs: number): Promise<Herd>;
}

/** @returns when all are there. @throws Error where one is not */
export async function gatherHerd(arena: Arena, clients: number): Promise<GatheredHerd> {
  const proxy = await startProxy(arena.port, () => randomInt(2 ** 32) / 2 ** 32);
  let droppedAt: number | undefined;
  const attempts: number[] = [];
  const backAt = new Map<number, number>();
  const since = () => (droppedAt === undefined ? undefined : performance.now() - droppedAt);
  const participants = await inLanes(
    LANES,
    Array.from({ length: clients }, (_, index) => index),
    async (each) => {
      const there = Promise.withResolvers<undefined>();
      const participant = await arena.join(
        { ...ORDINARY, port: proxy.port, role: 'quiet' },
        {
          attempted() {
            const at = since();
            if (at !== undefined) attempts.push(at);
          },
          ready() {
            there.resolve(undefined);
            const at = since();
            if (at !== undefined && !backAt.has(each)) backAt.set(each, at);
          },
          above: () => undefined,
          below: () => undefined,
        },
      );
      await within(there.promise, THERE_WITHIN_MS, () => 'one of the herd did not connect');
      return participant;
    },
  );
  return {
    async drop(watchedMs) {
      droppedAt = performance.now();
      proxy.cutAll();
      await delay(watchedMs);
      const herd = { clients, attempts: [...attempts], back: [...backAt.values()] };
      for (const participant of participants) participant.leave();
      await proxy.stop();
      return herd;
    },
  };
}
