/** The five failures of real systems that Podium grew from: each test provokes one, and shows that it cannot happen. */
import { afterAll, afterEach, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import type { Tab } from '../support/node-client.ts';
import { openSocket, speakerOptions, within, type Message } from '../support/socket.ts';
import { itemsOf, lookUntil, type ReadItems, sessionIds, silentIn } from './stored.ts';
import { expectNoChangeLost, runWriter } from './writers.ts';

export interface PostMortemStage {
  /** `ws://localhost:3001/prod` */
  readonly gateway: string;
  /** An origin on the stage's list. */
  readonly site: string;
  /** What it offers its speakers. */
  readonly languages: readonly string[];
  /** Speakers without a session, as many as asked for or as there are, each good for so many creations from now on. */
  speakers(count: number, creations: number): Promise<readonly string[]>;
  token(speaker: string): Promise<string>;
  openTab(speaker: string): Tab;
  /** How to see what is stored, or why nobody here can. */
  readonly stored: { readonly read: ReadItems } | { readonly unreadable: string };
  /** From now on each socket is cut so long after each reply. */
  cutAfterReplies(ms: number): Promise<void>;
  /** From now on no reply arrives. */
  withholdReplies(): Promise<void>;
  /** The end of both. */
  heal(): Promise<void>;
  /** How long the last `$disconnect` may take. */
  readonly disconnectWithinMs: number;
  /** What the functions logged as failed, a line each, where it can be seen. */
  failures(): readonly string[];
  stop(): Promise<void>;
}

export function describePostMortems(start: () => Promise<PostMortemStage>, repetitions: number): void {
  let stage: PostMortemStage;
  let tabs: Tab[] = [];

  beforeAll(async () => {
    stage = await start();
  });
  afterEach(async () => {
    tabs.forEach(({ client }) => client.close());
    tabs = [];
    await stage.heal();
  });
  afterAll(() => stage.stop());

  const newTab = (speaker: string) => {
    const tab = stage.openTab(speaker);
    tabs.push(tab);
    return tab;
  };
  const connect = async (speaker: string) =>
    openSocket(stage.gateway, speakerOptions(await stage.token(speaker), stage.site));
  const newSession = () => ({ sourceLanguage: stage.languages[0] ?? '', qualityTier: 'standard' }) as const;
  const createCommand = (clientId: string, connectionNumber: number, requestId: string) => ({
    action: 'createSession',
    requestId,
    clientId,
    connectionNumber,
    ...newSession(),
  });

  type Annotate = TestContext['annotate'];
  const speakersFor = async (annotate: Annotate, count: number, creations: number) => {
    const speakers = await stage.speakers(count, creations);
    if (speakers.length < count) await annotate(`with ${speakers.length} speakers: there are no more`);
    return speakers;
  };
  /** Looks at what is stored where the stage lets us; elsewhere says that nobody did. */
  const look = async (annotate: Annotate, check: (read: ReadItems) => Promise<void>) => {
    if ('read' in stage.stored) await check(stage.stored.read);
    else await annotate(`what is stored was not looked at: ${stage.stored.unreadable}`);
  };
  /** How many sessions the rate limit has counted of each so far. */
  const sessionsMade = async (speakers: readonly string[]) =>
    'read' in stage.stored
      ? (await itemsOf(stage.stored.read, speakers)).map((item) => Number(item?.['rc'] ?? 0))
      : [];

  /** `$disconnect` runs once: what a starved database turned down then is never told. */
  const disconnectsLost = () => stage.failures().filter((line) => line.includes('"$disconnect"')).length;
  /** The items once every remembered connection of every speaker whose `$disconnect` was not lost says when and by whom it was closed. */
  const everyConnectionTold = (read: ReadItems, speakers: readonly string[], lostBefore: number) => {
    const told = lookUntil(
      () => itemsOf(read, speakers),
      (items) => silentIn(items) <= disconnectsLost() - lostBefore,
    );
    const complaint = () =>
      `some connection never told how it was closed: ${stage.failures().slice(-5).join('\n')}`;
    return within(told, stage.disconnectWithinMs, complaint);
  };

  describe.each(Array.from({ length: repetitions }, (_, index) => index + 1))('run %i', () => {
    test('1. commands sent in the instant that sessionCreated arrives are all accepted', async ({
      annotate,
    }) => {
      const speakers = await speakersFor(annotate, 5, 1);
      await Promise.all(
        speakers.map(async (speaker) => {
          const socket = await connect(speaker);
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
          socket.close();
        }),
      );
      await look(annotate, async (read) => {
        for (const item of await itemsOf(read, speakers)) expect(item).toMatchObject({ vo: 9, ch: 9 });
      });
    });

    test('2. a client that proposes an id never gets it used, and both ends agree', async ({ annotate }) => {
      const [speaker = ''] = await speakersFor(annotate, 1, 1);
      const proposed = 'chosen-client-1234';
      const socket = await connect(speaker);
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
      await look(annotate, async (read) => {
        expect(await itemsOf(read, [speaker])).toMatchObject([{ si: created['sessionId'] }]);
      });
      const again = await socket.ask({ ...command, sessionId: proposed });
      expect(again).toMatchObject({ sessionId: created['sessionId'], reused: false });
      const named = { requestId: crypto.randomUUID(), sessionId: proposed, epoch: 1 };
      expect(await socket.ask({ action: 'heartbeat', ...named })).toMatchObject({
        code: 'SESSION_NOT_FOUND',
      });
      await look(annotate, async (read) => {
        expect(await read([`SESSION#${proposed}`])).toEqual([undefined]);
      });
      socket.close();
    });

    describe('3. a socket cut around the reply', () => {
      const onAirIds = () =>
        Promise.all(tabs.map(async (tab) => (await tab.until(({ onAir }) => onAir)).session?.sessionId));

      test.for([0, 1, 5])(
        '%i ms after it: 50 sessions live, 50 clients are back with theirs',
        async (cutAfterMs, { annotate }) => {
          const speakers = await speakersFor(annotate, 50, 1);
          const before = await sessionsMade(speakers);
          await stage.cutAfterReplies(cutAfterMs);
          speakers.map(newTab).forEach(({ client }) => client.start(newSession()));
          const told = await Promise.all(
            tabs.map(
              async (tab) => (await tab.until(({ session }) => session !== undefined)).session?.sessionId,
            ),
          );
          await stage.heal();
          expect(await onAirIds()).toEqual(told);
          await look(annotate, async (read) => {
            expect(await itemsOf(read, speakers)).toMatchObject(
              told.map((sessionId, index) => ({ si: sessionId, rc: (before[index] ?? 0) + 1 })),
            );
          });
        },
      );

      test('before it: 50 sessions live, 50 clients get the id that was made for them', async ({
        annotate,
        skip,
      }) => {
        const read = 'read' in stage.stored ? stage.stored.read : skip(stage.stored.unreadable);
        const speakers = await speakersFor(annotate, 50, 1);
        const before = await sessionIds(read, speakers);
        await stage.withholdReplies();
        speakers.map(newTab).forEach(({ client }) => client.start(newSession()));
        const made = await within(
          lookUntil(
            () => sessionIds(read, speakers),
            (ids) => ids.every((id, index) => id !== undefined && id !== before[index]),
          ),
          30_000,
          () => 'not all sessions were made',
        );
        tabs.forEach((tab) => tab.pullCable());
        await stage.heal();
        expect(await onAirIds()).toEqual(made);
      });

      test('without a fault the socket stays open, and every command goes through the same one', async ({
        annotate,
      }) => {
        const [speaker = ''] = await speakersFor(annotate, 1, 1);
        const tab = newTab(speaker);
        tab.client.start(newSession());
        await tab.until(({ onAir }) => onAir);
        for (let volume = 1; volume <= 50; volume += 1) {
          tab.client.update({ volume });
          await tab.until(({ unacknowledged }) => unacknowledged.length === 0);
          expect(tab.client.view).toMatchObject({ onAir: true, closedConnections: [] });
        }
        expect(tab.sockets()).toEqual({ opened: 1, open: 1 });
      });
    });

    test('4. four processes change and lose the same 20 sessions: no acknowledged change is lost', async ({
      annotate,
      skip,
    }) => {
      const read = 'read' in stage.stored ? stage.stored.read : skip(stage.stored.unreadable);
      const speakers = await speakersFor(annotate, 20, 1);
      const lostBefore = disconnectsLost();
      await Promise.all(
        speakers.map(async (speaker) => {
          const socket = await connect(speaker);
          const created = await socket.ask(createCommand(crypto.randomUUID(), 1, crypto.randomUUID()));
          expect(created).toMatchObject({ type: 'sessionCreated', reused: false });
          socket.terminate();
        }),
      );
      const signedIn = speakers.map(async (speaker) => ({ speaker, token: await stage.token(speaker) }));
      const shape = {
        gateway: stage.gateway,
        origin: stage.site,
        speakers: await Promise.all(signedIn),
        languages: stage.languages,
        rounds: 2,
        updatesARound: 3,
      };
      const sent = (await Promise.all([0, 1, 2, 3].map((writer) => runWriter({ ...shape, writer })))).flat();
      expect(sent.length).toBe(4 * speakers.length * 2 * 3);
      const settled = await everyConnectionTold(read, speakers, lostBefore);
      for (const [index, speaker] of speakers.entries()) {
        const ofSpeaker = sent.filter((change) => change.speaker === speaker);
        expectNoChangeLost(settled[index] ?? {}, ofSpeaker, disconnectsLost() > lostBefore);
      }
    });

    test('5. double clicks, retries, two tabs and a fallback path at once leave exactly one session', async ({
      annotate,
    }) => {
      // Two, where the fallback's requestId is remembered beside the press's.
      const speakers = await speakersFor(annotate, 5, 2);
      const before = await sessionsMade(speakers);
      await Promise.all(
        speakers.map(async (speaker, index) => {
          const open = () => connect(speaker);
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
          const [owned] = answers
            .filter(({ type }) => type !== 'error')
            .sort((a, b) => epochOf(b) - epochOf(a));
          const { sessionId, epoch } = owned ?? {};
          await look(annotate, async (read) => {
            expect(await itemsOf(read, [speaker])).toMatchObject([
              { si: sessionId, ep: epoch, rc: (before[index] ?? 0) + 1 },
            ]);
          });
          const change = { sessionId, epoch, change: 1, volume: 7 };
          const saved = await Promise.all(
            [first, second, otherTab].map((socket) =>
              socket.ask({ action: 'updateSession', ...change, requestId: crypto.randomUUID() }),
            ),
          );
          expect(saved.filter(({ type }) => type === 'sessionUpdated')).toHaveLength(1);
          await look(annotate, async (read) => {
            expect(await itemsOf(read, [speaker])).toMatchObject([{ si: sessionId, vo: 7 }]);
          });
          [first, second, otherTab].forEach((socket) => socket.close());
        }),
      );
    });
  });
}

const epochOf = ({ epoch }: Message) => Number(epoch);
