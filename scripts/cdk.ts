// The `cdk` command for one stage, as npm's scripts run it.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SettingsError } from '../infra/settings.ts';
import { checkStageName } from '../infra/settings/stage-file.ts';

/**
 * Runs `cdk` with these arguments, with a person's terminal, and resolves with its exit code.
 * @param region @default the one that the environment names
 */
export type Cdk = (args: readonly string[], region?: string) => Promise<number>;

export const cdk: Cdk = (args, region) =>
  new Promise((resolve, reject) => {
    const command = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
    const env = { ...process.env, ...(region !== undefined && { AWS_REGION: region }) };
    spawn(process.execPath, [command, ...args], { stdio: 'inherit', env })
      .once('error', reject)
      .once('exit', (code) => resolve(code ?? 1));
  });

/** What stops a script, as one sentence; where `cdk` has said why, none is needed. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** @throws Stopped where `cdk` fails */
export async function succeed(running: Promise<number>): Promise<void> {
  if ((await running) !== 0) throw new Stopped('');
}

/** The flags of a script: `--stage NAME`, and switches. @throws SettingsError, as one sentence */
export function parseFlags(
  script: string,
  args: readonly string[],
  switches: readonly string[],
): { readonly stage: string; readonly on: ReadonlySet<string> } {
  const options = {
    stage: { type: 'string' as const },
    ...Object.fromEntries(switches.map((name) => [name, { type: 'boolean' as const }])),
  };
  const usage = `npm run ${script} -- --stage NAME${switches.map((name) => ` [--${name}]`).join('')}`;
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({ args: [...args], options }));
  } catch {
    throw new SettingsError(`That is not how it is called: ${usage}`);
  }
  if (values['stage'] === undefined) throw new SettingsError(`Say which stage: ${usage}`);
  return {
    stage: checkStageName(values['stage']),
    on: new Set(switches.filter((name) => values[name] === true)),
  };
}

/** Gives `use` a folder that is gone when it is done. */
export async function inScratchFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'podium-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A script's end: silence and 0, or one sentence and 1. */
export async function endWith(script: () => Promise<void>): Promise<void> {
  try {
    await script();
  } catch (error) {
    if (!(error instanceof SettingsError) && !(error instanceof Stopped)) throw error;
    if (error.message !== '') console.error(error.message);
    process.exitCode = 1;
  }
}
