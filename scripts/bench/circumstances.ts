/** Where and when figures were made: without it they say nothing. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform, totalmem } from 'node:os';

const GIB = 2 ** 30;

/** What the figures depend on beside Node and Podium itself; the project pins each. */
const measuredWith = [
  '@dynoxide/linux-x64',
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/client-apigatewaymanagementapi',
  'aws-jwt-verify',
  'ws',
  'partysocket',
  'reconnecting-websocket',
  'socket.io',
  'socket.io-client',
  'preact',
  'esbuild',
  'vite',
  '@sparticuz/chromium',
] as const;

export interface Circumstances {
  readonly machine: string;
  readonly date: string;
  readonly node: string;
  readonly versions: string;
  readonly commit: string;
  /** How busy the machine was with other things. */
  readonly load: string;
}

/** To be asked before anything is measured: the load is that of others. */
export function circumstances(at: Date): Circumstances {
  const processors = cpus();
  const [lastMinute = 0] = loadavg();
  return {
    machine: `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}, ${(totalmem() / GIB).toFixed(1)} GiB, ${platform()} ${arch()}`,
    date: at.toISOString(),
    node: process.versions.node,
    versions: versions(),
    commit: commit(),
    load: `${lastMinute.toFixed(1)} in the minute before, of ${processors.length}`,
  };
}

function versions(): string {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
    readFileSync('package.json', 'utf8'),
  ) as Readonly<Record<string, Readonly<Record<string, string>>>>;
  const pinned = { ...dependencies, ...devDependencies, ...optionalDependencies };
  return measuredWith
    .map((name) => {
      const version = pinned[name];
      if (version === undefined) throw new Error(`${name} is no dependency any more.`);
      return `${name} ${version}`;
    })
    .join(', ');
}

function commit(): string {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return git('rev-parse', '--short', 'HEAD') + (changed ? ', with changes' : '');
  } catch {
    return 'unknown: this is no git checkout';
  }
}
