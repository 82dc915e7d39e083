// The scenes in which every function makes every call that it ever makes.
import type { DynamoDBRecord } from 'aws-lambda';
import { decideCreate } from '../../lambdas/session/create.ts';
import {
  audioFrame,
  createMessage,
  makeName,
  newPage as newSpeaker,
  START,
  terms,
} from '../support/speaker.ts';
import { imageOf } from '../support/stream-image.ts';
import type { Message, TestSocket } from '../support/socket.ts';
import type { Recorded } from './calls.ts';

/** Plays what a speaker, a rival window and a token that runs out make the functions do. */
export async function playScenes(recorded: Recorded): Promise<void> {
  const { connect, feedHistory, letTokensRunOut } = recorded;
  const page = newPage(connect);
  const first = await page();
  const created = await first.create();
  await first.ask('updateSession', { ...named(created), change: 1, volume: 1 });
  await first.ask('heartbeat', named(created));
  // dynalite does not return what a condition lost to: each of these makes its function look.
  await first.ask('updateSession', { ...named(created), change: 1, volume: 2 });
  await first.ask('heartbeat', { ...named(created), epoch: 7 });
  await first.ask('endSession', { ...named(created), epoch: 7 });
  await first.ask('sendFrames', { ...named(created), epoch: 7, frames: [audioFrame(1)] });

  const rival = await newPage(connect)();
  await rival.resume();
  const taken = await rival.resume({ ...named(created), takeover: true });
  const owner = await page();
  await owner.ask('endSession', named(taken));
  await owner.ask('shout', {});
  first.socket.close();
  await first.socket.closed;

  const speaker = newSpeaker();
  const made = decideCreate(undefined, createMessage(speaker), speaker.caller, terms, START, makeName());
  if (made.kind !== 'commit') throw new Error('no session');
  const NewImage = imageOf(made.next) as DynamoDBStreamImage;
  await feedHistory({
    Records: [
      {
        eventName: 'INSERT',
        dynamodb: { SequenceNumber: '1', ApproximateCreationDateTime: START / 1_000, NewImage },
      },
    ],
  });

  await playAudience(recorded);

  const commands: [string, (opened: Opened) => Promise<Message>][] = [
    ['createSession', ({ create }) => create()],
    ['resumeSession', ({ resume }) => resume()],
    ...['updateSession', 'heartbeat', 'endSession'].map(
      (action): [string, (opened: Opened) => Promise<Message>] => [
        action,
        ({ ask }) => ask(action, { ...named(created), change: 1, volume: 1 }),
      ],
    ),
  ];
  const late = await Promise.all(
    commands.map(async ([, send]) => ({ send, opened: await newPage(connect)() })),
  );
  letTokensRunOut();
  for (const { send, opened } of late) {
    await send(opened);
    await opened.socket.closed;
  }
}

/** Plays, for each function that may say something to an audience, that somebody in it takes nothing, and is dropped. */
async function playAudience(recorded: Recorded): Promise<void> {
  const { connect, letAWhilePass, letEverybodyHear, letNobodyHear } = recorded;
  let speakers = 0;
  /** A session with somebody who listens, and a way in for more. */
  const scene = async () => {
    const page = newPage(connect, `speaker-${++speakers}`);
    const opened = await page();
    const created = await opened.create();
    const follow = async () => {
      const socket = await recorded.follow(String(created['sessionId']));
      const ask = (action: string) =>
        socket.ask({ action, requestId: crypto.randomUUID(), sessionId: created['sessionId'] });
      return { socket, ask };
    };
    const join = async () => {
      const listener = await follow();
      await listener.ask('joinSession');
      return listener;
    };
    return { page, opened, created, follow, join, listener: await join() };
  };
  const interrupted = ({ type, status }: Message) => type === 'sessionChanged' && status === 'interrupted';
  const withNobodyHearing = async (run: () => Promise<unknown>) => {
    letNobodyHear();
    await run();
    letEverybodyHear();
  };

  for (const command of [
    { action: 'updateSession', change: 1, muted: true },
    { action: 'endSession' },
    { action: 'sendFrames', frames: [audioFrame(1)] },
  ]) {
    const { opened, created } = await scene();
    const { action, ...fields } = command;
    await withNobodyHearing(() => opened.ask(action, { ...named(created), ...fields }));
  }
  for (const greet of ['create', 'resume'] as const) {
    const { page, opened, listener } = await scene();
    opened.socket.close();
    await listener.socket.next(interrupted);
    const next = await page();
    await withNobodyHearing(() => next[greet]());
  }
  // The speaker's loss: nobody answers, but the one who listened is dropped.
  const lost = await scene();
  letNobodyHear();
  lost.opened.socket.close();
  await lost.listener.socket.closed;
  letEverybodyHear();

  // Those who come and go tell the others how many they are.
  const first = await scene();
  const deaf = await first.follow();
  letAWhilePass();
  // Whoever is dropped while its own command runs is closed before the answer.
  await withNobodyHearing(() => Promise.race([deaf.ask('joinSession'), deaf.socket.closed]));
  const second = await scene();
  const other = await second.join();
  letAWhilePass();
  await withNobodyHearing(() => Promise.race([other.ask('heartbeat'), other.socket.closed]));
  // Who has not joined asks as a stranger does; where all places are taken, dynalite makes the function look.
  const stranger = await second.follow();
  await stranger.ask('heartbeat');
  await second.join();
  await stranger.ask('joinSession');
  const third = await scene();
  letAWhilePass();
  const lostOne = await third.join();
  // Just after the others were told, one who is cut off has nothing to tell them.
  letAWhilePass();
  lostOne.socket.close();
  await third.listener.socket.next(
    ({ type, listenerCount }) => type === 'sessionChanged' && listenerCount === 1,
  );
  letAWhilePass();
  const last = await third.join();
  letAWhilePass();
  await withNobodyHearing(() => last.ask('leaveSession'));
}

type DynamoDBStreamImage = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>;
type Opened = Awaited<ReturnType<ReturnType<typeof newPage>>>;

function newPage(connect: (speaker: string) => Promise<TestSocket>, speaker = 'anna') {
  const clientId = crypto.randomUUID();
  let connectionNumber = 0;
  return async () => {
    const opening = { clientId, connectionNumber: ++connectionNumber };
    const socket = await connect(speaker);
    const ask = (action: string, fields: Message) =>
      socket.ask({ action, requestId: crypto.randomUUID(), ...fields });
    return {
      socket,
      ask,
      create: () => ask('createSession', { ...opening, sourceLanguage: 'en', qualityTier: 'standard' }),
      resume: (fields: Message = {}) => ask('resumeSession', { ...opening, ...fields }),
    };
  };
}

const named = ({ sessionId, epoch }: Message) => ({ sessionId, epoch });
