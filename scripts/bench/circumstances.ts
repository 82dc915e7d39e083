/** Where and when figures were made: without it they say nothing. */
import { execFileSync } from 'node:child_process';
import { arch, cpus, loadavg, platform, totalmem } from 'node:os';

const GIB = 2 ** 30;

export interface Circumstances {
  readonly machine: string;
  readonly date: string;
  readonly node: string;
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
    commit: commit(),
    load: `${lastMinute.toFixed(1)} in the minute before, of ${processors.length}`,
  };
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
