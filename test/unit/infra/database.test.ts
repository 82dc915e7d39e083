/** The local stack's database: kept on disk, failing on demand, refusing a folder it cannot trust. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  engineNames,
  isEngineAvailable,
  startDatabase,
  type EngineName,
} from '../../../infra/local/database.ts';

const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'podium-database-'));
  folders.push(made);
  return made;
};
afterEach(() => folders.splice(0).forEach((made) => rmSync(made, { recursive: true, force: true })));

async function started(engine: EngineName, path?: string) {
  const database = await startDatabase({
    engine,
    tableName: 'podium',
    ...(path === undefined ? {} : { path }),
  });
  const client = new DynamoDBClient({ endpoint: database.endpoint, maxAttempts: 1 });
  onTestFinished(() => database.stop());
  const put = (pk: string) =>
    client.send(new PutItemCommand({ TableName: 'podium', Item: { pk: { S: pk } } })).then(
      () => 'put',
      (error: unknown) => (error as Error).name,
    );
  return { ...database, put };
}

describe.each(engineNames.filter(isEngineAvailable))('the database on %s', (engine) => {
  it('fails exactly the next calls, and says nothing about the ones after', async () => {
    const database = await started(engine);
    database.failNext({ count: 2, applied: false });
    expect([await database.put('a'), await database.put('b'), await database.put('c')]).toEqual([
      'InternalServerError',
      'InternalServerError',
      'put',
    ]);
    expect(await database.items()).toEqual([{ pk: 'c' }]);
    expect(database.failing().count).toBe(0);
    expect(database.calls()).toEqual({ PutItem: 3 });
  });

  it('lets a failing call take effect where it is told to', async () => {
    const database = await started(engine);
    database.failNext({ count: 1, applied: true });
    expect(await database.put('a')).toBe('InternalServerError');
    expect(await database.items()).toEqual([{ pk: 'a' }]);
  });

  it('keeps its items on disk over a restart', async () => {
    const path = folder();
    const first = await started(engine, path);
    await first.put('kept');
    await first.stop();
    const second = await started(engine, path);
    expect(await second.items()).toEqual([{ pk: 'kept' }]);
  });

  it('keeps nothing between two starts in memory', async () => {
    const first = await started(engine);
    await first.put('gone');
    await first.stop();
    expect(await (await started(engine)).items()).toEqual([]);
  });

  it('refuses a damaged folder in one sentence that says what to do', async () => {
    const path = folder();
    const first = await started(engine, path);
    await first.stop();
    scribble(path);
    await expect(started(engine, path)).rejects.toThrow(/^The data folder .+: move it away to start/);
  });

  it('refuses a data folder that is a file', async () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    await expect(started(engine, file)).rejects.toThrow(/^The data folder .+: move it away to start/);
  });
});

it('a folder in use by another stack is refused by name', async () => {
  const path = folder();
  await started('dynalite', path);
  await expect(started('dynalite', path)).rejects.toThrow(/is in use by another stack/);
});

/** Overwrites every file of the folder with nonsense of the same length or more. */
function scribble(path: string): void {
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) writeFileSync(join(entry.parentPath, entry.name), 'nonsense '.repeat(1_000));
}
