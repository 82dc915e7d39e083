// In a process of its own: a handler with a real event, and the calls that it made to the database without it, in turns.
import { randomInt } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { decodeClientMessage, decodeListenerMessage } from '#protocol/decode.ts';
import type { Connections } from '../../../lambdas/connections/connections.ts';
import { readSettings } from '../../../lambdas/runtime/environment.ts';
import type { GatewayEvent, GatewayHandler } from '../../../lambdas/runtime/events.ts';
import { firstLineCold, type Log } from '../../../lambdas/runtime/log.ts';
import { databaseClient, servicesOf, type Services } from '../../../lambdas/runtime/services.ts';
import type { DynamoDB } from '../../../lambdas/store/database.ts';
import { answerParent } from '../child.ts';
import { operations, presentTime, type Operation } from '../operations.ts';
import { answersAtHand, bareCalls, recorded } from './recording.ts';

export type MeasuringQuestions = {
  open: { asks: { port: number; tables: Tables }; answers: undefined };
  measure: { asks: { operation: string; rounds: number; warmUp: number }; answers: Timed };
};

/** Of one engine, with the same in each. */
interface Tables {
  /** Where the handler's calls are taken down, before anything is measured. */
  readonly recorded: string;
  readonly handler: string;
  readonly bare: string;
}

/** One value a round, in milliseconds. */
export interface Timed {
  readonly handler: Float64Array;
  /** The same calls, made bare. */
  readonly bare: Float64Array;
  /** The handler, where the database has every answer at hand: what is Podium's own. */
  readonly own: Float64Array;
  /** Of that: size and form of the message. */
  readonly validation: Float64Array;
  /** Of that: the line in the log, written to nowhere. */
  readonly line: Float64Array;
  readonly calls: number;
}

interface Opened {
  readonly tables: Tables;
  readonly client: DynamoDBClient;
  readonly handlerOf: (
    operation: Operation,
    database: DynamoDB,
    tableName: string,
    log: Log,
  ) => GatewayHandler;
}

let opened: Opened | undefined;

answerParent<MeasuringQuestions>({
  async open({ port, tables }) {
    Object.assign(process.env, {
      TABLE_NAME: tables.handler,
      CONNECTIONS_ENDPOINT: 'http://127.0.0.1:9/prod',
      LANGUAGES: 'en',
      AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    });
    // The modules of the functions read their environment when they are loaded.
    const { sessionHandlers } = await import('../../../test/support/handlers.ts');
    const services = (database: DynamoDB, tableName: string, log: Log): Services =>
      servicesOf({
        settings: { ...readSettings(process.env), tableName },
        database,
        connections: atOnce,
        log,
        random: () => randomInt(0, 2 ** 32) / 2 ** 32,
        randomInt,
        monotonicMs: () => performance.now(),
        wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      });
    opened = {
      tables,
      client: databaseClient(),
      handlerOf: ({ routeKey }, ...of) => sessionHandlers[routeKey](services(...of)),
    };
    return undefined;
  },

  async measure({ operation: name, rounds, warmUp }) {
    const operation = operations.find((each) => each.name === name);
    if (opened === undefined || operation === undefined) throw new Error(`${name} cannot be measured.`);
    const { client, tables, handlerOf } = opened;
    const recording = recorded(client);
    const { log, lineMs } = sunk();
    const atHand = answersAtHand();
    const first = handlerOf(operation, recording.client, tables.recorded, log);
    const handler = handlerOf(operation, client, tables.handler, log);
    const alone = handlerOf(operation, atHand.client, tables.handler, log);
    const timed = {
      handler: new Float64Array(rounds),
      bare: new Float64Array(rounds),
      own: new Float64Array(rounds),
      validation: new Float64Array(rounds),
      line: new Float64Array(rounds),
    };
    let calls = 0;
    for (let round = -warmUp; round < rounds; round += 1) {
      const place = { client: recording.client, tableName: tables.recorded, now: presentTime() };
      const event = await operation.prepare(place);
      const before = recording.take();
      for (const table of [tables.handler, tables.bare]) await bareCalls(before, client, table)();
      assertAnswered(name, await first(event));
      const steps = recording.take();

      const withHandler = () => clocked(() => handler(event));
      const without = () => clocked(bareCalls(steps, client, tables.bare));
      // Whoever comes first comes from other work: in turns.
      const handlerFirst = round % 2 === 0;
      const [one, other] = handlerFirst
        ? [await withHandler(), await without()]
        : [await without(), await withHandler()];
      const [answered, bare] = handlerFirst ? [one, other] : [other, one];
      atHand.give(steps);
      const own = await clocked(() => alone(event));
      const validation = await clocked(async () => decode(operation, event));
      if (round < 0) continue;
      calls = steps.flat().length;
      timed.handler[round] = answered;
      timed.bare[round] = bare;
      timed.own[round] = own;
      timed.validation[round] = validation;
      timed.line[round] = lineMs();
    }
    return { ...timed, calls };
  },
});

/** A word to a connection costs nothing: what is measured is beside the database's calls. */
const delivered = () => Promise.resolve({ kind: 'delivered' } as const);
const atOnce: Connections = { push: delivered, post: delivered, close: delivered };

/** The log as it is, but for the terminal: that is not what is measured. */
function sunk(): { readonly log: Log; readonly lineMs: () => number } {
  let written = '';
  let lastMs = 0;
  const write = firstLineCold((text) => (written = text));
  return {
    log: (line) => {
      const startedMs = performance.now();
      write(line);
      lastMs = performance.now() - startedMs;
    },
    lineMs: () => (written === '' ? 0 : lastMs),
  };
}

/** @returns milliseconds */
async function clocked(run: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await run();
  return performance.now() - startedMs;
}

function decode({ routeKey }: Operation, { body = '', requestContext }: GatewayEvent): unknown {
  if (routeKey === '$disconnect') return undefined;
  const listens = requestContext.authorizer?.listensTo !== undefined;
  if (routeKey === 'joinSession' || routeKey === 'leaveSession') return decodeListenerMessage(routeKey, body);
  return routeKey === 'heartbeat' && listens
    ? decodeListenerMessage(routeKey, body)
    : decodeClientMessage(routeKey, body, ['en']);
}

function assertAnswered(name: string, result: Awaited<ReturnType<GatewayHandler>>): void {
  const body = typeof result === 'string' ? result : (result.body ?? '');
  if (body.includes('"type":"error"')) throw new Error(`${name} was refused: ${body}`);
}
