/** One scene of one library: its participants behind one proxy, numbered messages both ways, and what happens to them. */
import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { startProxy, type Proxy } from '../../../../test/faults/proxy.ts';
import { participantsIn, type Plan, type Scene } from '../plan.ts';
import type { Outcome } from '../questions.ts';
import { CADENCE_MS, ORDINARY, type Arena } from './contender.ts';
import { takeSeat, type Seat } from './seat.ts';
import { hidePage, sayLink } from './browser-page.ts';
import type { Tower } from './tower.ts';

/** After joining, until one looks at what is usual; and for how long one looks at least. */
const SETTLE_MS = 500;
const USUAL_MS = 1_000;
/** All is well again when messages have arrived for so long. */
const WELL_MS = 1_500;
/** What is on its way after the last message was said. */
const LATE_MS = 1_000;
/** A token tells its end in whole seconds. */
const TOKEN_GRAIN_MS = 1_000;

export async function play(scene: Scene, plan: Plan, arena: Arena, tower: Tower): Promise<Outcome[]> {
  const endsAt = performance.now() + plan.longestMs;
  const proxy = await startProxy(arena.port, () => randomInt(2 ** 32) / 2 ** 32);
  const seats = await Promise.all(
    Array.from({ length: participantsIn(plan, scene) }, () =>
      takeSeat(arena, {
        ...ORDINARY,
        port: proxy.port,
        role: 'talks',
        ...(scene.kind === 'token' && { tokenLifeMs: scene.lifeMs }),
        ...(scene.kind === 'move' && { tokenTakesMs: scene.tokenTakesMs }),
      }),
    ),
  );
  // Off the air for less than a message's length would not be seen.
  const cadenceMs = scene.kind === 'move' ? CADENCE_MS / 4 : CADENCE_MS;
  const toldBefore = tower.said;
  const saidAbove: number[] = [];
  const saying = setInterval(() => {
    saidAbove.push(saidAbove.length + 1);
    for (const { participant } of seats) participant.say(saidAbove.length);
  }, cadenceMs);
  try {
    await delay(SETTLE_MS);
    const from = performance.now();
    const happenedAt = await happen(scene, proxy, seats, from);
    while (performance.now() < endsAt - LATE_MS && !seats.every((seat) => isWell(seat, from)))
      await delay(CADENCE_MS);
    clearInterval(saying);
    const end = performance.now();
    const saidBelow = Array.from({ length: tower.said - toldBefore }, (_, index) => toldBefore + index + 1);
    await delay(LATE_MS);
    return seats.map((seat) => {
      const first = seat.attemptsAt.find((at) => at >= from) ?? Infinity;
      const until = Math.max(from, Math.min(happenedAt(seat), first));
      return seat.outcome({ cadenceMs, from, until, end, saidAbove, saidBelow });
    });
  } finally {
    clearInterval(saying);
    for (const { participant } of seats) participant.leave();
    await proxy.stop();
  }
}

/** @returns when it is over, at which instant it happened to each */
async function happen(scene: Scene, proxy: Proxy, seats: readonly Seat[], from: number) {
  const joinedAt = ({ attemptsAt }: Seat) => attemptsAt[0] ?? from;
  if (scene.kind === 'token') return (seat: Seat) => joinedAt(seat) + scene.lifeMs - TOKEN_GRAIN_MS;
  if (scene.kind === 'move') {
    await delay(Math.max(0, Math.min(...seats.map(joinedAt)) + scene.afterMs - performance.now()));
    const movedAt = performance.now();
    for (const { participant } of seats) participant.move();
    return () => movedAt;
  }
  await delay(USUAL_MS);
  const happenedAt = performance.now();
  switch (scene.kind) {
    case 'cut':
      proxy.put({ kind: 'down' }, 'to server');
      await delay(scene.cutMs);
      proxy.lift();
      break;
    case 'link':
      sayLink('offline');
      proxy.put({ kind: 'down' }, 'to server');
      await delay(scene.cutMs);
      proxy.lift();
      sayLink('online');
      break;
    case 'halfOpen':
      proxy.loseAll();
      break;
    case 'hidden':
      hidePage(scene.timersEveryMs);
      proxy.cutAll();
  }
  return () => happenedAt;
}

/** It came back on another connection, and hears and is heard as before. */
function isWell({ attemptsAt, arrivals }: Seat, from: number): boolean {
  const now = performance.now();
  const lastAttempt = attemptsAt.at(-1) ?? 0;
  const heardWell = arrivals.every(
    (ats) => ats.filter((at) => at > now - WELL_MS).length >= WELL_MS / CADENCE_MS / 2,
  );
  return lastAttempt > from && lastAttempt < now - WELL_MS && heardWell;
}
