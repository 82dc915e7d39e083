/** Runs the checks in a process of their own, and tells what they found. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Check } from './report.ts';
import type { SmokeTarget } from './target.ts';
import { withoutTokens } from './without-tokens.ts';

/** What the process of the checks says. */
export type Told =
  | { readonly kind: 'line'; readonly line: string }
  | { readonly kind: 'check'; readonly check: Check }
  /** Something outside a check, such as a file that could not be loaded. */
  | { readonly kind: 'failure'; readonly why: string };

export interface SmokeOutcome {
  readonly checks: readonly Check[];
  /** What failed outside a check. */
  readonly failures: readonly string[];
}

/** @param interrupted ends the run at once; the checks so far are the outcome */
export async function runChecks(
  target: SmokeTarget,
  say: (line: string) => void,
  interrupted: AbortSignal,
): Promise<SmokeOutcome> {
  // Vitest ends its process at a signal; ours has to clean up. The target goes by message: it holds tokens, which a
  // command line or an environment would show to others.
  const env = { ...process.env, PODIUM_TOKENS: '' };
  const child = fork(fileURLToPath(new URL('runner.ts', import.meta.url)), { env, silent: true });
  const printed = [passOn(child.stdout, process.stdout), passOn(child.stderr, process.stderr)];
  const checks: Check[] = [];
  const failures: string[] = [];
  child.on('message', (message: Told) => {
    const told = JSON.parse(withoutTokens(JSON.stringify(message))) as Told;
    switch (told.kind) {
      case 'line':
        say(told.line);
        return;
      case 'check':
        checks.push(told.check);
        return;
      case 'failure':
        failures.push(told.why);
    }
  });
  const kill = () => child.kill('SIGKILL');
  interrupted.addEventListener('abort', kill, { once: true });
  child.send(target);
  if (interrupted.aborted) kill();
  const [code] = (await once(child, 'exit')) as [number | null];
  await Promise.all(printed);
  interrupted.removeEventListener('abort', kill);
  if (code !== 0 && failures.length === 0 && checks.every(({ state }) => state !== 'failed'))
    failures.push('the process of the checks ended before they did');
  return { checks, failures };
}

/** What the process prints by itself, as of a failure that nobody caught. */
async function passOn(from: Readable | null, to: NodeJS.WritableStream): Promise<void> {
  if (from === null) return;
  for await (const line of createInterface({ input: from })) to.write(`${withoutTokens(line)}\n`);
}
