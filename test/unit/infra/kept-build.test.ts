/** Kept builds: whole or not there, whoever builds at the same time, and gone when nobody wants them. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { keptBuild } from '../../../infra/bundling/kept-build.ts';

const HOUR_MS = 3_600_000;

const newPlace = () => {
  const folder = mkdtempSync(join(tmpdir(), 'podium-kept-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'built');
};
const writing = (text: string) => async (draft: string) => {
  mkdirSync(draft);
  writeFileSync(join(draft, 'file'), text);
};
const contents = (folder: string) => readFileSync(join(folder, 'file'), 'utf8');
const age = (folder: string, ms: number) => {
  const time = new Date(Date.now() - ms);
  utimesSync(folder, time, time);
};

describe('a kept build', () => {
  it('is built once for each name', async () => {
    const place = newPlace();
    const folder = await keptBuild(place, 'a', writing('first'));
    expect(await keptBuild(place, 'a', () => Promise.reject(new Error('built again')))).toBe(folder);
    expect(contents(folder)).toBe('first');
    expect(contents(await keptBuild(place, 'b', writing('second')))).toBe('second');
    expect(readdirSync(place).sort()).toEqual(['a', 'b']);
  });

  it('has its name only when it is whole', async () => {
    const place = newPlace();
    await keptBuild(place, 'a', async (draft) => {
      await writing('half')(draft);
      expect(existsSync(join(place, 'a'))).toBe(false);
    });
    expect(existsSync(join(place, 'a'))).toBe(true);
  });

  it('is one folder, that of the first to be done, where two build it at once', async () => {
    const place = newPlace();
    const release = Promise.withResolvers<unknown>();
    const slow = keptBuild(place, 'a', async (draft) => {
      await release.promise;
      await writing('slow')(draft);
    });
    const fast = await keptBuild(place, 'a', writing('fast'));
    release.resolve(undefined);
    expect([await slow, contents(fast)]).toEqual([fast, 'fast']);
    expect(readdirSync(place)).toEqual(['a']);
  });

  it('leaves nothing behind where the building fails', async () => {
    const place = newPlace();
    const failing = keptBuild(place, 'a', async (draft) => {
      await writing('half')(draft);
      throw new Error('no luck');
    });
    await expect(failing).rejects.toThrow('no luck');
    expect(readdirSync(place)).toEqual([]);
  });

  it('is dropped when it was not used for a day, and what a killed process left with it', async () => {
    const place = newPlace();
    for (const name of ['old', 'used', 'young']) await keptBuild(place, name, writing(name));
    await writing('half')(join(place, 'old.draft'));
    for (const name of ['old', 'old.draft', 'used']) age(join(place, name), 25 * HOUR_MS);
    age(join(place, 'young'), 23 * HOUR_MS);
    await keptBuild(place, 'used', writing('again'));
    await keptBuild(place, 'new', writing('new'));
    expect(readdirSync(place).sort()).toEqual(['new', 'used', 'young']);
    expect(Date.now() - statSync(join(place, 'used')).mtimeMs).toBeLessThan(HOUR_MS);
  });

  it('cannot be kept where a file is in the place of the folder', async () => {
    const place = newPlace();
    writeFileSync(place, '');
    await expect(keptBuild(place, 'a', writing('a'))).rejects.toThrow('EEXIST');
  });
});
