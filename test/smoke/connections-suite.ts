/** How connections end, and who is told: what no document of the platform promises. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { within, type Message, type TestSocket } from '../support/socket.ts';
import type { SmokeStage } from './stage.ts';

const TAKEOVERS = 50;
const NOTICED_WITHIN_MS = 60_000;
const LOOK_AGAIN_AFTER_MS = 100;

export function describeConnectionEnds(stage: () => SmokeStage): void {
  test('a connection that lost its session is told so before the server closes it, with 1000', async ({
    annotate,
  }) => {
    const [speaker = ''] = await stage().pool.take(1, 1);
    let owner = await stage().connect(speaker);
    let session = await owner.ask(stage().createCommand(crypto.randomUUID()));
    const endings: string[] = [];
    for (let takeover = 1; takeover <= TAKEOVERS; takeover += 1) {
      const loser = owner;
      owner = await stage().connect(speaker);
      session = await takeOver(owner, session);
      endings.push(await endingOf(loser, Number(session['epoch'])));
    }
    owner.close();
    const told = endings.filter((ending) => ending === TOLD_AND_CLOSED).length;
    await annotate(`told and closed with 1000: ${told} of ${TAKEOVERS}`, 'measured');
    expect(new Set(endings)).toEqual(new Set([TOLD_AND_CLOSED]));
  });

  test('a connection that ends interrupts its session: $disconnect comes, and knows its speaker', async ({
    annotate,
  }) => {
    const [speaker = ''] = await stage().pool.take(1, 1);
    const socket = await stage().connect(speaker);
    await socket.ask(stage().createCommand(crypto.randomUUID()));
    // Another client's create tells how the session stands; refused, it counts as none.
    const onlooker = await stage().connect(speaker);
    const stranger = crypto.randomUUID();
    const interrupted = async () => {
      for (;;) {
        const answer = await onlooker.ask(stage().createCommand(stranger));
        expect(answer['code']).toBe('SESSION_ACTIVE');
        if (answer['status'] === 'interrupted') return;
        await delay(LOOK_AGAIN_AFTER_MS);
      }
    };
    socket.close(4000);
    await socket.closed;
    const closedAt = performance.now();
    await within(interrupted(), NOTICED_WITHIN_MS, () => 'the session is not interrupted');
    const ms = Math.round(performance.now() - closedAt);
    await annotate(`from the close to the session's being interrupted: ${ms} ms`, 'measured');
    onlooker.close();
  });

  test.for([
    ['closed with 1000', 1000, 'c', (socket: TestSocket) => socket.close(1000)],
    ['closed with 4000', 4000, 'c', (socket: TestSocket) => socket.close(4000)],
    ['cut off', 1006, 'n', (socket: TestSocket) => socket.terminate()],
  ] as const)('a connection that was %s is remembered so', async ([, code, by, end], { skip }) => {
    const { stored } = stage();
    const read = 'read' in stored ? stored.read : skip(stored.unreadable);
    const [speaker = ''] = await stage().pool.take(1, 1);
    const socket = await stage().connect(speaker);
    await socket.ask(stage().createCommand(crypto.randomUUID()));
    end(socket);
    const fact = async () => {
      for (;;) {
        const [item] = await read([`SPEAKER#${speaker}`]);
        const newest = item?.['f0'] as Message | undefined;
        if (newest?.['z'] !== undefined) return newest;
        await delay(LOOK_AGAIN_AFTER_MS);
      }
    };
    const closed = await within(fact(), NOTICED_WITHIN_MS, () => 'how it was closed is not stored');
    expect(closed).toMatchObject({ d: code, b: by });
  });
}

/** Continues the session there, as a person does who has seen the pair. */
const takeOver = (socket: TestSocket, { sessionId, epoch }: Message): Promise<Message> =>
  socket.ask({
    action: 'resumeSession',
    requestId: crypto.randomUUID(),
    clientId: crypto.randomUUID(),
    connectionNumber: 1,
    sessionId,
    epoch,
    takeover: true,
  });

const TOLD_AND_CLOSED = 'told, then closed with 1000';

async function endingOf(loser: TestSocket, epoch: number): Promise<string> {
  const closed = await within(loser.closed, NOTICED_WITHIN_MS, () => 'open').catch(() => undefined);
  const told = loser.received.some(
    (message) => message['type'] === 'connectionSuperseded' && message['epoch'] === epoch,
  );
  return `${told ? 'told' : 'not told'}, then ${closed === undefined ? 'left open' : `closed with ${closed.code}`}`;
}
