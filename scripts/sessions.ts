// `npm run sessions -- list | show ID | watch [ID] | history ID | end ID`: what operators see of sessions, and do to them.
import { parseCommand } from './sessions/command-line.ts';
import { end } from './sessions/end.ts';
import { CommandError, sentenceOf, UsageError } from './sessions/errors.ts';
import { helpOf } from './sessions/help.ts';
import { history } from './sessions/history.ts';
import { list } from './sessions/list.ts';
import { openPlace } from './sessions/place.ts';
import { patiently } from './sessions/progress.ts';
import { show } from './sessions/show.ts';
import { terminal } from './sessions/terminal.ts';
import { watch } from './sessions/watch.ts';

const io = terminal(process.stdout, process.stderr);
/** Whoever watches ends it so: that is no failure, and `npm run` should not call it one. */
let exitCodeOfSigint = 130;

process.on('SIGINT', () => leave(exitCodeOfSigint)).on('SIGTERM', () => leave(143));
// The reader of a pipe has seen enough, as `head` has.
process.stdout.on('error', () => leave(0));

try {
  const command = parseCommand(process.argv.slice(2));
  if (command.name === 'help') {
    io.say(helpOf(command.of));
  } else {
    const { at } = command;
    const where = 'stage' in at ? `the stack of the stage ${at.stage}` : 'the local stack';
    const place = await patiently(io, `Asking ${where}`, () => openPlace(at));
    if (command.name === 'watch') exitCodeOfSigint = 0;
    switch (command.name) {
      case 'list':
        await list(place, command, io);
        break;
      case 'show':
        await show(place, command, io);
        break;
      case 'watch':
        await watch(place, command, io);
        break;
      case 'history':
        await history(place, command, io);
        break;
      case 'end':
        await end(place, command, io);
    }
  }
  io.clearStatus();
} catch (error) {
  io.clearStatus();
  console.error(sentenceOf(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
  // A defect has more to tell than its sentence; whoever mends it wants the place.
  if (process.env['DEBUG'] !== undefined && !(error instanceof CommandError)) console.error(error);
}

function leave(exitCode: number): never {
  io.clearStatus();
  process.exit(exitCode);
}
