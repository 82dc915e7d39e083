/** `npm start`: the whole system on loopback, until a signal or the end of its database. */
import { parseFlags } from './flags.ts';
import { startStack, type Stack } from './stack.ts';
import { StartError } from './start-error.ts';

/** A stop takes no longer than this, whatever still runs. */
const STOP_WITHIN_MS = 1_500;

let stack: Stack | undefined;
const stopping = new AbortController();

process.on('SIGINT', stop).on('SIGTERM', stop);
try {
  stack = await startStack(parseFlags(process.argv.slice(2)));
  console.log(`podium ready site=${stack.siteOrigin} gateway=${stack.webSocketUrl}`);
  await stack.databaseEnded;
  if (!stopping.signal.aborted) fail('The database has ended unexpectedly: start again.');
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  fail(error.message);
}

function stop(): void {
  // Before the start is done there is nothing to stop in order; a second signal means "now".
  if (stack === undefined || stopping.signal.aborted) process.exit(0);
  stopping.abort();
  setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
  void stack.stop().finally(() => process.exit(0));
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
