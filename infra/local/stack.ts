/** The local stack: database, Lambdas, gateway, sign-in and page, started in the order in which they need each other. */
import { routes } from '../routes.ts';
import { startDatabase, type Database } from './database.ts';
import type { Flags } from './flags.ts';
import { startHistoryFeed } from './database/history-feed.ts';
import { createFaultInjector } from './gateway/faults.ts';
import { startGateway, type Gateway } from './gateway/gateway.ts';
import { STAGE } from './gateway/events.ts';
import { awsLimits } from './gateway/limits.ts';
import { connectionsEndpoint, HISTORY_DAYS, loadLambdas, localEnvironment } from './lambdas.ts';
import { createLocalApi } from './local-api.ts';
import { places } from './places.ts';
import { reservePort } from './ports.ts';
import { createSignIn } from './sign-in/provider.ts';
import { loadSigningKey } from './sign-in/signing-key.ts';
import { buildPage } from '../page/build-page.ts';
import { placeholderPages, readPages } from './site/pages.ts';
import { startSite } from './site/site.ts';

export interface Stack {
  /** `http://localhost:3000` */
  readonly siteOrigin: string;
  /** `ws://localhost:3001/prod` */
  readonly webSocketUrl: string;
  /** Settles when the database has ended, wanted or not. */
  readonly databaseEnded: Promise<void>;
  stop(): Promise<void>;
}

const TABLE_NAME = 'podium';

/** @throws StartError: one sentence, whatever part does not start */
export async function startStack(flags: Flags): Promise<Stack> {
  const sitePort = await reservePort(flags.sitePort, '--site-port');
  const gatewayPort = await reservePort(flags.gatewayPort, '--gateway-port');
  const siteOrigin = `http://localhost:${sitePort.port}`;
  const webSocketUrl = `ws://localhost:${gatewayPort.port}/${STAGE}`;
  const now = () => Date.now();

  // The page may have to be built, the engine is a process of its own: neither waits for the other.
  const building = buildPage();
  const key = await loadSigningKey(places.signingKey);
  const database = await startDatabase({
    engine: flags.engine,
    tableName: TABLE_NAME,
    ...(flags.data !== undefined && { path: flags.data }),
  });
  try {
    const lambdas = await loadLambdas({
      ...localEnvironment({
        tableName: TABLE_NAME,
        historyTableName: database.historyTableName,
        databaseEndpoint: database.endpoint,
        gatewayPort: gatewayPort.port,
        key,
        siteOrigin,
      }),
      LISTENERS: flags.listeners,
      LANGUAGES: flags.languages.join(','),
      ...flags.lambdaSettings,
    });
    const faults = createFaultInjector();
    const feed = database.stream && startHistoryFeed(database.stream, lambdas.history);
    const gateway: Gateway = startGateway({
      ...lambdas,
      server: gatewayPort.server,
      routes,
      limits: {
        ...awsLimits,
        ...(flags.idleTimeoutMs !== undefined && { idleTimeoutMs: flags.idleTimeoutMs }),
        ...(flags.maxConnectionMs !== undefined && { maxConnectionMs: flags.maxConnectionMs }),
      },
      faults,
      now,
      answerLocally: createLocalApi({
        database,
        faults,
        connections: () => gateway.connections,
        siteOrigin,
        outputs: outputsOf(database, gatewayPort.port),
      }),
    });
    const page = await building;
    if (!page.built) console.error(`The page in frontend/ cannot be built: ${page.reason}`);
    const site = startSite({
      server: sitePort.server,
      origin: siteOrigin,
      webSocketUrl,
      languages: flags.languages,
      listeners: flags.listeners,
      pages: page.built ? readPages(page.folder) : placeholderPages,
      signIn: createSignIn(key, siteOrigin, now),
    });
    gatewayPort.open();
    sitePort.open();
    return {
      siteOrigin,
      webSocketUrl,
      databaseEnded: database.ended,
      async stop() {
        site.stop();
        await gateway.stop();
        await feed?.stop();
        await database.stop();
      },
    };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** As the outputs of a deployed stack, and where the database is. */
const outputsOf = (database: Database, gatewayPort: number) => ({
  TableName: TABLE_NAME,
  HistoryTableName: database.historyTableName,
  HistoryDays: HISTORY_DAYS,
  ConnectionsEndpoint: connectionsEndpoint(gatewayPort),
  DatabaseEndpoint: database.endpoint,
  KeepsHistory: String(database.stream !== undefined),
});
