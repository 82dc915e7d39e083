// The five failures of real systems that Podium grew from. Each test provokes one and shows that it cannot happen.
// `REPETITIONS=20 npm test -- --project e2e post-mortems` for the long run.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openTab, type Tab } from '../support/node-client.ts';
import { openSocket, speakerOptions, within, type Message } from '../support/socket.ts';
import { startStack, type StackUnderTest } from '../support/stack.ts';
import type { SentChange, SettingsMark, WriterTask } from './writer.ts';

const REPETITIONS = Number(process.env['REPETITIONS'] ?? 3);
const repetitions = Array.from({ length: REPETITIONS }, (_, index) => index + 1);

let stack: StackUnderTest;
let tabs: Tab[] = [];

beforeAll(async () => {
  stack = await startStack(['--create-limit', '0']);
});
afterEach(async () => {
  tabs.forEach(({ client }) => client.close());
  tabs = [];
  await stack.clearFaults();
});
afterAll(() => stack.stop());

const newTab = (speaker: string) => {
  const tab = openTab(stack, speaker);
  tabs.push(tab);
  return tab;
};
const names = (count: number) => Array.from({ length: count }, () => `speaker-${crypto.randomUUID()}`);
const start = { sourceLanguage: 'en', qualityTier: 'standard' } as const;

const createCommand = (clientId: string, connectionNumber: number, requestId: string) => ({
  action: 'createSession',
  requestId,
  clientId,
  connectionNumber,
  ...start,
});

/** What is stored of a speaker, under the stored names of lambdas/store/items.ts. */
async function stored(speaker: string): Promise<Message> {
  const item = (await stack.items()).find(({ pk }) => pk === `SPEAKER#${speaker}`);
  if (item === undefined) throw new Error(`nothing is stored of ${speaker}`);
  return item;
}

describe.each(repetitions)('run %i', () => {
  test('1. commands sent in the instant that sessionCreated arrives are all accepted', async () => {
    await Promise.all(
      names(5).map(async (speaker) => {
        const socket = await stack.connect(speaker);
        const requestIds = Array.from({ length: 10 }, () => crypto.randomUUID());
        socket.webSocket.once('message', (data: Buffer) => {
          const { sessionId, epoch } = JSON.parse(data.toString('utf8')) as Message;
          for (const [index, requestId] of requestIds.entries()) {
            const named = { requestId, sessionId, epoch };
            socket.send(
              index % 2 === 0
                ? { action: 'heartbeat', ...named }
                : { action: 'updateSession', ...named, change: index, volume: index },
            );
          }
        });
        socket.send(createCommand(crypto.randomUUID(), 1, crypto.randomUUID()));
        const answers = await Promise.all(
          requestIds.map((requestId) => socket.next((message) => message['requestId'] === requestId)),
        );
        expect(answers.map(({ type }) => type)).toEqual(
          requestIds.map((_, index) => (index % 2 === 0 ? 'heartbeatAck' : 'sessionUpdated')),
        );
        expect(await stored(speaker)).toMatchObject({ vo: 9, ch: 9 });
        socket.close();
      }),
    );
  });

  test('2. a client that proposes an id never gets it used, and both ends agree', async () => {
    const [speaker = ''] = names(1);
    const proposed = 'chosen-client-1234';
    const socket = await stack.connect(speaker);
    const command = createCommand(crypto.randomUUID(), 1, crypto.randomUUID());
    const created = await socket.ask({
      ...command,
      sessionId: proposed,
      id: proposed,
      session: { sessionId: proposed },
    });
    expect(created).toMatchObject({ type: 'sessionCreated', reused: false });
    expect(created['sessionId']).toMatch(/^[a-z]+-[a-z]+-\d{4}$/);
    expect(created['sessionId']).not.toBe(proposed);
    expect(await stored(speaker)).toMatchObject({ si: created['sessionId'] });
    const again = await socket.ask({ ...command, sessionId: proposed });
    expect(again).toMatchObject({ sessionId: created['sessionId'], reused: false });
    const named = { requestId: crypto.randomUUID(), sessionId: proposed, epoch: 1 };
    expect(await socket.ask({ action: 'heartbeat', ...named })).toMatchObject({ code: 'SESSION_NOT_FOUND' });
    expect((await stack.items()).some(({ pk }) => pk === `SESSION#${proposed}`)).toBe(false);
    socket.close();
  });

  describe('3. a socket cut around the reply', () => {
    const onAirIds = () =>
      Promise.all(tabs.map(async (tab) => (await tab.until(({ onAir }) => onAir)).session?.sessionId));

    test.each([0, 1, 5])(
      '%i ms after it: 50 sessions live, 50 clients are back with theirs',
      async (cutAfterMs) => {
        const speakers = names(50);
        await stack.faults({ closeAfterReplyMs: cutAfterMs });
        speakers.map(newTab).forEach(({ client }) => client.start(start));
        const told = await Promise.all(
          tabs.map(
            async (tab) => (await tab.until(({ session }) => session !== undefined)).session?.sessionId,
          ),
        );
        await stack.clearFaults();
        expect(await onAirIds()).toEqual(told);
        const items = await stack.items();
        for (const [index, speaker] of speakers.entries())
          expect(items.find(({ pk }) => pk === `SPEAKER#${speaker}`)).toMatchObject({
            si: told[index],
            rc: 1,
          });
      },
    );

    test('before it: 50 sessions live, 50 clients get the id that was made for them', async () => {
      const speakers = names(50);
      await stack.faults({ delayRepliesMs: 60_000 });
      speakers.map(newTab).forEach(({ client }) => client.start(start));
      const made = await within(
        (async () => {
          for (;;) {
            const items = await stack.items();
            const ids = speakers.map(
              (speaker) => items.find(({ pk }) => pk === `SPEAKER#${speaker}`)?.['si'],
            );
            if (!ids.includes(undefined)) return ids;
          }
        })(),
        30_000,
        () => 'not all sessions were made',
      );
      tabs.forEach((tab) => tab.pullCable());
      await stack.clearFaults();
      expect(await onAirIds()).toEqual(made);
    });

    test('without a fault the socket stays open, and every command goes through the same one', async () => {
      const tab = newTab(names(1)[0] ?? '');
      tab.client.start(start);
      await tab.until(({ onAir }) => onAir);
      for (let volume = 1; volume <= 50; volume += 1) {
        tab.client.update({ volume });
        await tab.until(({ unacknowledged }) => unacknowledged.length === 0);
        expect(tab.client.view).toMatchObject({ onAir: true, closedConnections: [] });
      }
      expect(tab.sockets()).toEqual({ opened: 1, open: 1 });
    });
  });

  test('4. four processes change and lose the same 20 sessions: no acknowledged change is lost', async () => {
    const speakers = names(20);
    await Promise.all(
      speakers.map(async (speaker) => {
        const socket = await stack.connect(speaker);
        await socket.ask(createCommand(crypto.randomUUID(), 1, crypto.randomUUID()));
        socket.terminate();
      }),
    );
    const shape = { gateway: stack.gateway, origin: stack.site, speakers, rounds: 2, updatesARound: 3 };
    const sent = (await Promise.all([0, 1, 2, 3].map((writer) => runWriter({ ...shape, writer })))).flat();
    expect(sent.length).toBe(4 * 20 * 2 * 3);
    const settled = await everyConnectionTold(speakers);
    for (const speaker of speakers) {
      const item = settled.get(speaker) ?? {};
      const ofSpeaker = sent.filter((change) => change.speaker === speaker);
      // The last owner was taken over by nobody: its connection ended as its writer ended it.
      const last = ofSpeaker.find(({ epoch }) => epoch === item['e0']);
      expect((item['f0'] as Message)['b']).toBe(last?.ended === 'cut' ? 'n' : 'c');
      const acknowledged = ofSpeaker.filter(({ acknowledged: yes }) => yes).sort(newestFirst);
      const newest = acknowledged[0];
      expect(newest).toBeDefined();
      const value = { volume: item['vo'], sourceLanguage: item['sl'] } as SettingsMark;
      const source = ofSpeaker.find(({ settings }) => sameMark(settings, value));
      // What is stored is the newest acknowledged change, or a later one whose answer was cut off.
      expect(source).toBeDefined();
      if (source === undefined || newest === undefined) continue;
      expect(newestFirst(source, newest)).toBeLessThanOrEqual(0);
      if (item['ep'] === source.epoch) expect(item['ch']).toBe(source.change);
      else expect(item).toMatchObject({ ch: 0 });
    }
  });

  test('5. double clicks, retries, two tabs and a fallback path at once leave exactly one session', async () => {
    await Promise.all(
      names(5).map(async (speaker) => {
        const token = await stack.token(speaker);
        const open = () => openSocket(stack.gateway, speakerOptions(token, stack.site));
        const [first, second, otherTab] = await Promise.all([open(), open(), open()]);
        const clientId = crypto.randomUUID();
        const pressed = createCommand(clientId, 1, crypto.randomUUID());
        const retried = { ...pressed, connectionNumber: 2 };
        const fallback = createCommand(clientId, 2, crypto.randomUUID());
        const elsewhere = createCommand(crypto.randomUUID(), 1, crypto.randomUUID());
        const answerTo = (socket: typeof first, command: typeof pressed) => socket.ask(command);
        first.send(pressed);
        const answers = await Promise.all([
          answerTo(first, pressed),
          answerTo(second, retried),
          answerTo(second, fallback),
          answerTo(otherTab, elsewhere),
        ]);
        const ids = new Set(answers.map(({ sessionId }) => sessionId));
        expect(ids.size).toBe(1);
        const item = await stored(speaker);
        expect(item).toMatchObject({ si: [...ids][0], rc: 1 });
        const change = { sessionId: item['si'], epoch: item['ep'], change: 1, volume: 7 };
        const saved = await Promise.all(
          [first, second, otherTab].map((socket) =>
            socket.ask({ action: 'updateSession', ...change, requestId: crypto.randomUUID() }),
          ),
        );
        expect(saved.filter(({ type }) => type === 'sessionUpdated')).toHaveLength(1);
        expect(await stored(speaker)).toMatchObject({ si: item['si'], vo: 7 });
        [first, second, otherTab].forEach((socket) => socket.close());
      }),
    );
  });
});

async function runWriter(task: WriterTask): Promise<SentChange[]> {
  const child = fork(fileURLToPath(new URL('writer.ts', import.meta.url)));
  child.send(task);
  const failed = once(child, 'exit').then(() => Promise.reject(new Error('a writer failed')));
  const [sent] = (await Promise.race([once(child, 'message'), failed])) as [SentChange[]];
  return sent;
}

/** The items once every remembered connection of every speaker says when and by whom it was closed. */
async function everyConnectionTold(speakers: readonly string[]): Promise<ReadonlyMap<string, Message>> {
  const told = async () => {
    for (;;) {
      const items = new Map((await stack.items()).map((item) => [String(item['pk']), item]));
      const found = new Map(speakers.map((speaker) => [speaker, items.get(`SPEAKER#${speaker}`) ?? {}]));
      const facts = [...found.values()].flatMap((item) =>
        ['f0', 'f1', 'f2', 'f3'].map((slot) => item[slot] as Message),
      );
      if (
        facts.every(
          (fact) =>
            Number.isInteger(fact['z']) && Number.isInteger(fact['d']) && /^[csn]$/.test(String(fact['b'])),
        )
      )
        return found;
    }
  };
  return within(told(), 10_000, () => `some connection never told how it was closed: ${failures()}`);
}

/** What the Lambdas logged as failed, for the message of a test that did. */
const failures = () =>
  stack
    .output()
    .split('\n')
    .filter((line) => line.includes('"level":"error"'))
    .slice(-5)
    .join('\n');

const newestFirst = (a: SentChange, b: SentChange) => b.epoch - a.epoch || b.change - a.change;
const sameMark = (a: SettingsMark, b: SettingsMark) =>
  a.volume === b.volume && a.sourceLanguage === b.sourceLanguage;
