/** Fresh processes: each imports one module, asks it one thing, and tells what that took. */
import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { places } from '../../../infra/local/places.ts';
import type { Start } from './probe.ts';

/** Much longer than a start takes that still works. */
const ENDS_WITHIN_MS = 30_000;
const run = promisify(execFile);

/** @returns the file that a fresh process runs. As JavaScript: a loader of types would be measured along. */
export async function buildProbe(folder: string): Promise<string> {
  const outfile = join(folder, 'probe.mjs');
  await build({
    absWorkingDir: places.project,
    entryPoints: ['scripts/bench/cold-start/probe.ts'],
    outfile,
    format: 'esm',
    target: 'node24',
    logLevel: 'silent',
  });
  return outfile;
}

/** @param environment all that the process has of one. @throws Error where the function failed, with what it said */
export async function startOnce(
  probe: string,
  module: string,
  event: object,
  environment: Readonly<Record<string, string>>,
): Promise<Start> {
  const { stdout } = await run(process.execPath, [probe, module, JSON.stringify(event)], {
    env: environment,
    timeout: ENDS_WITHIN_MS,
  });
  // Behind the line that the function has logged.
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Start;
}
