/** One running engine: started, waited for, stopped. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../ports.ts';
import { StartError } from '../start-error.ts';
import { commandOf, type EngineName } from './engines.ts';

const READY_WITHIN_MS = 10_000;
const POLL_MS = 10;

export interface EngineProcess {
  readonly port: number;
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param folder where the data lives; in memory without one
 * @throws StartError where the engine cannot use the folder
 */
export async function startEngine(engine: EngineName, folder: string | undefined): Promise<EngineProcess> {
  const port = await freePort();
  const { command, args } = commandFor(engine, port, folder);
  const child = spawn(command, args, {
    stdio: ['pipe', 'ignore', 'pipe'],
    // A group of its own: Ctrl-C in a terminal goes to the stack, which then stops its database.
    detached: true,
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2_000);
  });
  // Closing the pipe is how an engine is told to end; that it has ended already is no error.
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'exit').then(() => undefined);
  const complained = once(child.stderr, 'close');
  await accepting(port, child);
  if (hasEnded(child)) {
    child.stdin.end();
    await complained;
    throw new StartError(sentence(engine, folder, complaint));
  }
  return {
    port,
    ended,
    async stop() {
      if (!hasEnded(child)) child.kill('SIGKILL');
      child.stdin.end();
      await ended;
    },
  };
}

function commandFor(engine: EngineName, port: number, folder: string | undefined) {
  try {
    return commandOf(engine, port, folder);
  } catch (error) {
    throw new StartError(sentence(engine, folder, String(error)), { cause: error });
  }
}

/** Until the engine accepts connections, or has ended, or was given long enough. */
async function accepting(port: number, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (!hasEnded(child) && performance.now() < deadline) {
    if (await accepts(port)) return;
    await delay(POLL_MS);
  }
  if (!hasEnded(child)) child.kill('SIGKILL');
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

function sentence(engine: EngineName, folder: string | undefined, complaint: string): string {
  if (folder === undefined) return `The database ${engine} does not start: ${complaint.trim()}`;
  if (complaint.includes('LEVEL_LOCKED'))
    return `The data folder ${folder} is in use by another stack: stop that one, or choose another folder with --data.`;
  return `The data folder ${folder} cannot be read (${engine} refuses it): move it away to start with an empty one, or choose another with --data.`;
}
