/** The local stack as a child process, as `npm start` runs it, on free ports. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { FaultSettings } from '../../infra/local/gateway/faults.ts';
import { places } from '../../infra/local/places.ts';
import { loadSigningKey } from '../../infra/local/sign-in/signing-key.ts';
import { mintAccessToken, type AccessTokenRequest } from '../../infra/local/sign-in/tokens.ts';
import { openSocket, speakerOptions, within, type TestSocket } from './socket.ts';

/** The bar is 5 s for one stack alone; tests start several at once. */
const READY_WITHIN_MS = 30_000;
const MAIN = fileURLToPath(new URL('../../infra/local/main.ts', import.meta.url));

export interface OpenConnection {
  readonly connectionId: string;
  /** Epoch milliseconds. */
  readonly connectedAt: number;
  readonly speaker: string;
}

export interface StackUnderTest {
  /** `http://localhost:PORT` */
  readonly site: string;
  /** `ws://localhost:PORT/prod` */
  readonly gateway: string;
  readonly processId: number;
  /** What it printed so far, both streams: the ready line and the Lambdas' log. */
  output(): string;
  /** An access token of the speaker of that name. */
  token(name: string, options?: Omit<AccessTokenRequest, 'name'>): Promise<string>;
  /** A socket of that speaker, opened as the page opens it. */
  connect(name: string): Promise<TestSocket>;
  /** Adds faults; returns those that are set. */
  faults(faults: FaultSettings): Promise<FaultSettings>;
  clearFaults(): Promise<void>;
  connections(): Promise<OpenConnection[]>;
  items(): Promise<Record<string, unknown>[]>;
  /** SIGTERM, and the end of the process. */
  stop(): Promise<{ exitCode: number | null; tookMs: number }>;
  /** SIGKILL: whatever it was doing. */
  kill(): Promise<void>;
}

/** In memory unless a flag names a data folder. */
export async function startStack(flags: readonly string[] = []): Promise<StackUnderTest> {
  const storage = flags.includes('--data') ? [] : ['--memory'];
  const stack = runStack(['--site-port', '0', '--gateway-port', '0', ...storage, ...flags]);
  const line = await stack.readyLine();
  const [, site, gateway] = /^podium ready site=(\S+) gateway=(\S+)$/.exec(line) ?? [];
  if (site === undefined || gateway === undefined) throw new Error(`not a ready line: ${line}`);
  const local = gateway.replace(/^ws/, 'http').replace(/\/prod$/, '/_local');
  const key = await loadSigningKey(places.signingKey);
  const token: StackUnderTest['token'] = (name, options) =>
    mintAccessToken(key, { name, ...options }, Date.now());
  return {
    site,
    gateway,
    processId: stack.processId,
    output: stack.output,
    token,
    connect: async (name) => openSocket(gateway, speakerOptions(await token(name), site)),
    faults: (faults) => call(`${local}/faults`, 'POST', faults) as Promise<FaultSettings>,
    async clearFaults() {
      await call(`${local}/faults`, 'DELETE');
    },
    connections: () => call(`${local}/connections`, 'GET') as Promise<OpenConnection[]>,
    items: () => call(`${local}/items`, 'GET') as Promise<Record<string, unknown>[]>,
    async stop() {
      const startedAt = performance.now();
      const exitCode = await stack.end('SIGTERM');
      return { exitCode, tookMs: performance.now() - startedAt };
    },
    async kill() {
      await stack.end('SIGKILL');
    },
  };
}

/** A stack that need not start: for flags that are wrong. */
export function runStack(flags: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'close').then(() => ({ exitCode: child.exitCode, stdout, stderr }));
  return {
    processId: child.pid ?? 0,
    /** The line that says so; an error where the stack ends first. */
    readyLine: () =>
      within(
        new Promise<string>((resolve, reject) => {
          lines.on('line', (line) => {
            if (line.startsWith('podium ready')) resolve(line);
          });
          void ended.then(() => reject(new Error(`the stack did not start: ${stdout}${stderr}`)));
        }),
        READY_WITHIN_MS,
        () => `no ready line: ${stdout}${stderr}`,
      ),
    ended,
    output: () => stdout + stderr,
    async end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL') {
      child.kill(signal);
      return (await ended).exitCode;
    },
  };
}

async function call(url: string, method: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return response.json();
}
