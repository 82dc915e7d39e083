// Every call that the Lambdas make of AWS while the scenes of the protocol are played, with the function that made it.
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { AsyncLocalStorage } from 'node:async_hooks';
import { startDatabase } from '../../infra/local/database.ts';
import { createFaultInjector } from '../../infra/local/gateway/faults.ts';
import { startGateway } from '../../infra/local/gateway/gateway.ts';
import type { LambdaContext, LambdaHandler } from '../../infra/local/gateway/invocation.ts';
import { awsLimits } from '../../infra/local/gateway/limits.ts';
import { loadLambdas } from '../../infra/local/lambdas.ts';
import { places } from '../../infra/local/places.ts';
import { reservePort } from '../../infra/local/ports.ts';
import { loadSigningKey } from '../../infra/local/sign-in/signing-key.ts';
import { CLIENT_ID, ISSUER, mintAccessToken } from '../../infra/local/sign-in/tokens.ts';
import { history, routes } from '../../infra/routes.ts';
import { limits } from '#protocol/limits.ts';
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
import {
  listenerOptions,
  openSocket,
  speakerOptions,
  type Message,
  type TestSocket,
} from '../support/socket.ts';

export interface Call {
  /** The route of the function that made it, or its name where it has none. */
  readonly by: string;
  readonly action: string;
  /** As an ARN, with words for region, account and API. */
  readonly resource: string;
  /** What IAM compares as `dynamodb:LeadingKeys`. */
  readonly leadingKey: string | undefined;
}

const TABLE = 'podium';
const STAGE = 'test';
const ORIGIN = 'http://localhost:3000';
const HOUR_MS = 3_600_000;

/** A gateway with the functions as they are, every call of theirs recorded, and a clock that can be set forward. */
export async function startRecorded() {
  const calls: Call[] = [];
  const running = new AsyncLocalStorage<string>();
  const record = (call: Omit<Call, 'by'>): void => {
    calls.push({ by: running.getStore() ?? 'nobody', ...call });
  };

  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  const key = await loadSigningKey(places.signingKey);
  const database = await startDatabase({ engine: 'dynalite', tableName: TABLE });
  const tables = new Map([
    [TABLE, 'speakers'],
    [database.historyTableName, 'history'],
  ]);
  listen(DynamoDBClient, (command) => {
    record(databaseCall(command, tables));
    return undefined;
  });
  let deaf = false;
  listen(ApiGatewayManagementApiClient, (command) => {
    record(connectionCall(command));
    return deaf && command instanceof PostToConnectionCommand ? new Error('taken by nobody') : undefined;
  });
  const reserved = await reservePort(0, '');
  const { port, server } = reserved;
  const lambdas = await loadLambdas({
    TABLE_NAME: TABLE,
    CONNECTIONS_ENDPOINT: `http://127.0.0.1:${port}/prod`,
    AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    ISSUER,
    CLIENT_ID,
    JWKS: JSON.stringify({ keys: [key.publicJwk] }),
    ALLOWED_ORIGINS: ORIGIN,
    LISTENERS: 'anyone',
    LANGUAGES: 'en',
    HISTORY_TABLE_NAME: database.historyTableName,
    HISTORY_DAYS: '30',
    STAGE,
  });
  const as =
    (name: string, handler: LambdaHandler): LambdaHandler =>
    (...given) =>
      running.run(name, () => handler(...given));
  const gateway = startGateway({
    handlers: new Map([...lambdas.handlers].map(([name, handler]) => [name, as(name, handler)])),
    authorizer: as('authorizer', lambdas.authorizer),
    server,
    routes,
    limits: awsLimits,
    faults: createFaultInjector(),
    now,
  });
  reserved.open();
  return {
    calls: calls as readonly Call[],
    connect: async (speaker: string): Promise<TestSocket> => {
      const token = await mintAccessToken(key, { name: speaker, expiresInSeconds: 2 * 3_600 }, now());
      return openSocket(`ws://localhost:${port}/prod`, speakerOptions(token, ORIGIN));
    },
    follow: (sessionId: string): Promise<TestSocket> =>
      openSocket(`ws://localhost:${port}/prod`, listenerOptions(sessionId, ORIGIN)),
    /** From now on nobody takes a push in time. */
    letNobodyHear: () => (deaf = true),
    letEverybodyHear: () => (deaf = false),
    /** So that listeners may be told of their number again. */
    letAWhilePass: () => (aheadMs += limits.sessionChangedMs),
    /** As Lambda's poller does it. */
    feedHistory: (event: DynamoDBStreamEvent) =>
      running.run(history.name, () => lambdas.history(event, {} as LambdaContext)),
    /** So that every token of before has run out. */
    letTokensRunOut: () => (aheadMs += 3 * HOUR_MS),
    /** Settles when no connection of the gateway's is left, and with it every `$disconnect`. */
    stop: async () => {
      await gateway.stop();
      await database.stop();
    },
  };
}

/** Every client of that class tells what it sends; the answer is its own, unless it is told an error. */
function listen(client: { prototype: object }, tell: (command: unknown) => Error | undefined): void {
  const prototype = client.prototype as { send: (this: unknown, ...given: unknown[]) => unknown };
  const { send } = prototype;
  prototype.send = function (this: unknown, ...given) {
    const refusal = tell(given[0]);
    return refusal === undefined ? send.apply(this, given) : Promise.reject(refusal);
  };
}

interface DatabaseInput {
  readonly TableName?: string;
  readonly Key?: Record<string, { S?: string }>;
  readonly Item?: Record<string, { S?: string }>;
}

function databaseCall(command: unknown, tables: ReadonlyMap<string, string>): Omit<Call, 'by'> {
  const { constructor, input } = command as { constructor: { name: string }; input: DatabaseInput };
  const key = input.Key?.['pk'] ?? input.Item?.['pk'];
  return {
    action: `dynamodb:${constructor.name.replace(/Command$/, '')}`,
    resource: `arn:aws:dynamodb:region:account:table/${tables.get(input.TableName ?? '') ?? 'unknown'}`,
    leadingKey: key?.S,
  };
}

function connectionCall(command: unknown): Omit<Call, 'by'> {
  const verb =
    command instanceof PostToConnectionCommand
      ? 'POST'
      : command instanceof DeleteConnectionCommand
        ? 'DELETE'
        : 'unknown';
  return {
    action: 'execute-api:ManageConnections',
    resource: `arn:aws:execute-api:region:account:api/${STAGE}/${verb}/@connections/id`,
    leadingKey: undefined,
  };
}

type Recorded = Awaited<ReturnType<typeof startRecorded>>;

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
  // Who has not joined asks as a stranger does.
  await (await second.follow()).ask('heartbeat');
  const third = await scene();
  letAWhilePass();
  const last = await third.join();
  letAWhilePass();
  await withNobodyHearing(() => last.ask('leaveSession'));
  third.listener.socket.close();
  await third.listener.socket.closed;
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
