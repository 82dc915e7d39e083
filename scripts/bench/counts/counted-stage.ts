/** The system with a ledger at every border: real gateway, real Lambdas as they are loaded, real engine, a clock that is set. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import { startDatabase, type EngineName } from '../../../infra/local/database.ts';
import { isWanted } from '../../../infra/local/database/history-feed.ts';
import { STAGE } from '../../../infra/local/gateway/events.ts';
import { createFaultInjector, type FaultInjector } from '../../../infra/local/gateway/faults.ts';
import { startGateway } from '../../../infra/local/gateway/gateway.ts';
import { invoke, type LambdaHandler } from '../../../infra/local/gateway/invocation.ts';
import { awsLimits } from '../../../infra/local/gateway/limits.ts';
import { loadLambdas, localEnvironment } from '../../../infra/local/lambdas.ts';
import { places } from '../../../infra/local/places.ts';
import { reservePort } from '../../../infra/local/ports.ts';
import { loadSigningKey } from '../../../infra/local/sign-in/signing-key.ts';
import { mintAccessToken } from '../../../infra/local/sign-in/tokens.ts';
import { history, routes } from '../../../infra/routes.ts';
import type { Stage } from '../line.ts';
import { openLedger, type Window } from './ledger.ts';
import { startMeteredHop } from './metered-hop.ts';

export interface CountedStage extends Stage {
  token(name: string): Promise<string>;
  /** Moves the gateway's clock, by which every rule is judged. */
  pass(ms: number): void;
  readonly faults: FaultInjector;
  takeNextName(): void;
  /** When a function of that route next has an answer. */
  answered(routeKey: string): Promise<void>;
  /** What has happened since the last time, the history kept. */
  take(): Promise<Window>;
  stop(): Promise<void>;
}

const SITE = 'http://localhost:3000';
const TABLE = 'podium';
const A_DAY_SECONDS = 86_400;
const HISTORY_TIMEOUT_MS = 60_000;
const response = v.looseObject({ body: v.optional(v.string()) });

/** Once a process: it takes over standard output, and the Lambdas read their settings when they are loaded. */
export async function startCountedStage(engine: EngineName): Promise<CountedStage> {
  const ledger = openLedger();
  const port = await reservePort(0, 'the gateway');
  const key = await loadSigningKey(places.signingKey);
  const database = await startDatabase({ engine, tableName: TABLE });
  const hop = await startMeteredHop(database.endpoint, database.historyTableName, ledger);
  const lambdas = await loadLambdas(
    localEnvironment({
      tableName: TABLE,
      historyTableName: database.historyTableName,
      databaseEndpoint: hop.endpoint,
      gatewayPort: port.port,
      key,
      siteOrigin: SITE,
    }),
  );
  process.stdout.write = (text) => {
    ledger.enter('logBytes', Buffer.byteLength(text));
    return true;
  };

  const waiting = new Map<string, (() => void)[]>();
  const counted = (routeKey: string, handler: LambdaHandler): LambdaHandler => {
    const route = routes.find((each) => each.routeKey === routeKey);
    return async (event, context) => {
      ledger.enter('invocations');
      if (route?.memoryMib !== undefined) ledger.enter('wholeProcessor');
      if (route !== undefined) ledger.enter('gatewayRequests');
      const asked = v.parse(response, event).body;
      if (asked !== undefined) ledger.message('In', asked);
      const result = await handler(event, context);
      const said = v.parse(response, result).body;
      if (route?.replies && said !== undefined) ledger.message('Out', said);
      waiting.get(routeKey)?.shift()?.();
      return result;
    };
  };

  // Ahead of the gateway, which reads them as well.
  port.server.on('request', (request: IncomingMessage, answer: ServerResponse) => {
    ledger.enter('posts');
    const body: Buffer[] = [];
    request.on('data', (part: Buffer) => body.push(part));
    answer.on('finish', () => {
      if (request.method === 'POST' && answer.statusCode === 200) ledger.message('Out', Buffer.concat(body));
    });
  });

  let nowMs = Date.now();
  const faults = createFaultInjector();
  const gateway = startGateway({
    server: port.server,
    routes,
    handlers: new Map([...lambdas.handlers].map(([name, handler]) => [name, counted(name, handler)])),
    authorizer: counted('authorizer', lambdas.authorizer),
    limits: awsLimits,
    faults,
    now: () => nowMs,
  });
  port.open();

  const keepHistory = async () => {
    for (;;) {
      const records = (await database.stream?.next()) ?? [];
      if (records.length === 0) return;
      const Records = records.filter(isWanted);
      ledger.enter('streamRecords', Records.length);
      const { outcome } = await invoke(history.name, lambdas.history, { Records }, HISTORY_TIMEOUT_MS);
      if (outcome !== 'returned') throw new Error(`The history ${outcome}.`);
    }
  };

  return {
    url: `ws://localhost:${port.port}/${STAGE}`,
    origin: SITE,
    token: (name) => mintAccessToken(key, { name, expiresInSeconds: A_DAY_SECONDS }, Date.now()),
    pass: (ms) => {
      nowMs += ms;
    },
    faults,
    takeNextName: hop.takeNextName,
    answered: (routeKey) =>
      new Promise((resolve) => {
        waiting.set(routeKey, [...(waiting.get(routeKey) ?? []), resolve]);
      }),
    async take() {
      await keepHistory();
      return ledger.take();
    },
    async stop() {
      // Whoever is still there is not counted any more.
      faults.add({ loseDisconnect: true });
      await gateway.stop();
      await hop.stop();
      await database.stop();
    },
  };
}
