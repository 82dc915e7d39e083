/** `npm run sessions`, as an operator runs it, without the shell between. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { within } from './socket.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/sessions.ts', import.meta.url));
/** Long enough never to be what decides. */
const DEADLINE_MS = 20_000;

export interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function startSessions(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [SCRIPT, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const look of waiting) look();
  });
  const ended = once(child, 'close').then((): Ran => ({ exitCode: child.exitCode, stdout, stderr }));
  return {
    ended,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    /** The first line printed so far, or to come, that has this in it. */
    line: (part: string) =>
      within(
        new Promise<string>((resolve) => {
          const look = () => {
            const found = lines.find((line) => line.includes(part));
            if (found === undefined) return;
            waiting.delete(look);
            resolve(found);
          };
          waiting.add(look);
          look();
        }),
        DEADLINE_MS,
        () => `no line has "${part}": ${stdout}${stderr}`,
      ),
  };
}

export const runSessions = (
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ran> => startSessions(args, environment).ended;

/** Where the stack is whose gateway has that address. */
export const atStack = ({ gateway }: { readonly gateway: string }): readonly string[] => [
  '--gateway-port',
  new URL(gateway).port,
];
