/** The database of the local stack: an engine in a process of its own, behind a hop that can fail on demand. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEngine } from './database/engine-process.ts';
import { hasStreams, isEngineAvailable, type EngineName } from './database/engines.ts';
import { startFailingHop, type DatabaseErrors, type FailingHop } from './database/failing-hop.ts';
import { openStream, type TableStream } from './database/stream.ts';
import { openTable, type PlainItem, type Table } from './database/table.ts';
import { StartError } from './start-error.ts';

export { engineNames, isEngineAvailable, type EngineName } from './database/engines.ts';
export type { DatabaseErrors } from './database/failing-hop.ts';

export interface Database {
  /** Where the SDK finds it: `http://127.0.0.1:PORT`. The table exists. */
  readonly endpoint: string;
  /** The table of the sessions' history; it exists, too, and its calls are neither failed nor counted. */
  readonly historyTableName: string;
  /** What is written to the table, where the engine tells. */
  readonly stream: TableStream | undefined;
  /** Lets the next calls fail with an error; replaces what was still to fail. */
  failNext(errors: DatabaseErrors): void;
  /** What is still to fail. */
  failing(): DatabaseErrors;
  /** Calls so far, by operation: `{ UpdateItem: 3 }`. */
  calls(): Readonly<Record<string, number>>;
  /** Every stored item, past the hop: neither counted nor failed. */
  items(): Promise<PlainItem[]>;
  /** Settles when the engine has ended, for whatever reason. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export interface DatabaseOptions {
  readonly engine: EngineName;
  /** The data folder, made where it is missing; in memory without one. */
  readonly path?: string;
  readonly tableName: string;
}

/** Remembers that the folder has held the table: an engine that then knows none has lost it. */
const MARKER = 'holds-a-table';

/** @throws StartError where the engine is not installed or the folder cannot be used */
export async function startDatabase({ engine, path, tableName }: DatabaseOptions): Promise<Database> {
  if (!isEngineAvailable(engine))
    throw new StartError(`The database ${engine} is not installed here: leave --engine out to use dynalite.`);
  const running = await startEngine(engine, path);
  const engineEndpoint = `http://127.0.0.1:${running.port}`;
  const historyTableName = `${tableName}-history`;
  const table = openTable(engineEndpoint, tableName, hasStreams(engine));
  const stop = async (hop?: FailingHop) => {
    table.close();
    await hop?.stop();
    await running.stop();
  };
  try {
    await createTable(table, path === undefined ? undefined : join(path, `${engine}-${MARKER}`));
    await table.createHistory(historyTableName);
    const stream = hasStreams(engine) ? await openStream(engineEndpoint, tableName) : undefined;
    const hop = await startFailingHop(running.port, historyTableName);
    return {
      ...hop,
      historyTableName,
      stream,
      items: () => table.items(),
      ended: running.ended,
      stop: () => stop(hop),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function createTable(table: Table, marker: string | undefined): Promise<void> {
  const outcome = await table.create().catch((error: unknown) => {
    if (marker === undefined) throw error;
    throw new StartError(damaged(marker), { cause: error });
  });
  if (marker === undefined) return;
  if (outcome === 'created' && existsSync(marker)) throw new StartError(damaged(marker));
  writeFileSync(marker, '');
}

const damaged = (marker: string) =>
  `The data folder ${join(marker, '..')} is damaged: move it away to start with an empty one, or choose another with --data.`;
