/** How long creating a session takes, seen from here; each is ended again. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Message, TestSocket } from '../support/socket.ts';
import { inLanes } from './lanes.ts';
import { spread } from './percentile.ts';
import { creationsAtOnce } from './speaker-pool.ts';
import type { SmokeStage } from './stage.ts';

const LANES = 10;
/** What stored times allow gateway hosts' clocks to differ by. */
const CLOCKS_DIFFER_BY_MS = 4_000;

/** One command and its answer. Milliseconds of this machine's clock, but for `stampedAt`, which is the gateway's. */
interface Exchange {
  readonly answer: Message;
  readonly sentAt: number;
  readonly arrivedAt: number;
  readonly stampedAt: number;
  readonly tookMs: number;
}

interface Round {
  readonly echo: Exchange;
  readonly create: Exchange;
  readonly end: Exchange;
}

export function describeCreations(stage: () => SmokeStage): void {
  let rounds: Round[] = [];

  test('sessions are created at a steady pace, each within 5 s, and ended again', async ({ annotate }) => {
    const { target, pool } = stage();
    const each = creationsAtOnce(target.createsPerHour);
    const speakers = await pool.take(Math.ceil(target.creations / each), each);
    const count = Math.min(target.creations, speakers.length * each);
    if (count < target.creations)
      await annotate(
        `${count} creations instead of ${target.creations}: each of ${speakers.length} speakers may make ${each} in 5 min`,
      );
    const turns = turnsEvery(1_000 / target.creationsPerSecond);
    const measured = await inLanes(LANES, [...speakers.entries()], async ([index, speaker]) => {
      const socket = await stage().connect(speaker);
      const clientId = crypto.randomUUID();
      const own: Round[] = [];
      for (let made = 0; made < Math.min(each, count - index * each); made += 1) {
        await turns();
        const echo = await exchange(socket, { action: 'noSuchAction', requestId: crypto.randomUUID() });
        const create = await exchange(socket, stage().createCommand(clientId));
        const { sessionId, epoch } = create.answer;
        const requestId = crypto.randomUUID();
        const end = await exchange(socket, { action: 'endSession', requestId, sessionId, epoch });
        own.push({ echo, create, end });
      }
      socket.close();
      return own;
    });
    rounds = measured.flat();
    const tookMs = (of: (round: Round) => number) => spread(rounds.map(of));
    for (const line of [
      `createSession, as the client sees it: ${tookMs(({ create }) => create.tookMs)}`,
      `a message that is answered without the database (network, gateway, a Lambda): ${tookMs(({ echo }) => echo.tookMs)}`,
      `the first less the second on the same socket (rules, database): ${tookMs(({ create, echo }) => create.tookMs - echo.tookMs)}`,
      `endSession, as the client sees it: ${tookMs(({ end }) => end.tookMs)}`,
    ])
      await annotate(line, 'measured');
    expect(rounds).toHaveLength(count);
    expect(rounds.filter(({ create }) => create.answer['reused'] !== false)).toEqual([]);
    expect(new Set(rounds.map(({ create }) => create.answer['sessionId'])).size).toBe(count);
    expect(rounds.filter(({ end }) => end.answer['type'] !== 'sessionEnded')).toEqual([]);
    expect(Math.max(...rounds.map(({ create }) => create.tookMs))).toBeLessThan(5_000);
  });

  test('the clocks of gateway hosts differ by less than the 4 s that stored times allow for', async ({
    annotate,
    skip,
  }) => {
    if (rounds.length === 0) skip('nothing was measured');
    const exchanges = rounds.flatMap(({ echo, create, end }) => [echo, create, end]);
    // A message was stamped after it was sent and before its answer arrived: what remains is between the hosts' clocks.
    const aheadMs = Math.max(...exchanges.map(({ stampedAt, arrivedAt }) => stampedAt - arrivedAt));
    const behindMs = Math.max(...exchanges.map(({ stampedAt, sentAt }) => sentAt - stampedAt));
    const differMs = Math.max(0, aheadMs + behindMs);
    await annotate(`clocks differ by at least ${Math.round(differMs)} ms`, 'measured');
    expect(differMs).toBeLessThan(CLOCKS_DIFFER_BY_MS);
  });
}

async function exchange(socket: TestSocket, command: Message & { requestId: string }): Promise<Exchange> {
  const sentAt = Date.now();
  const startedMs = performance.now();
  const answer = await socket.ask(command);
  const tookMs = performance.now() - startedMs;
  return { answer, sentAt, arrivedAt: sentAt + tookMs, stampedAt: Number(answer['timestamp']), tookMs };
}

/** @returns what settles when it is the caller's turn, one turn in so many milliseconds */
function turnsEvery(ms: number): () => Promise<void> {
  let nextAt = performance.now();
  return async () => {
    const turnAt = Math.max(nextAt, performance.now());
    nextAt = turnAt + ms;
    await delay(Math.max(0, turnAt - performance.now()));
  };
}
