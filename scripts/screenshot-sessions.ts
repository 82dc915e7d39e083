// `npm run screenshot:sessions`: what an operator sees in a terminal, as a picture, out of the running system.
import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { atStack, runSessions } from '../test/support/operator.ts';
import { openSocket, speakerOptions, type Message } from '../test/support/socket.ts';
import { startStack, type StackUnderTest } from '../test/support/stack.ts';
import { terminalPicture } from './terminal-picture.ts';

const PICTURE = 'docs/images/sessions.svg';
const PROMPT = '\u001b[36m$\u001b[39m ';

const stack = await startStack(['--engine', 'dynoxide']);
try {
  const ada = await onAir(stack, 'Ada Lovelace');
  await onAir(stack, 'Grace Hopper');
  await (await onAir(stack, 'Alan Turing')).lose();
  await ada.say('updateSession', { sessionId: ada.sessionId, epoch: 1, change: 1, muted: true });
  await ada.lose();
  await ada.comeBack();
  const commands = [
    ['list'],
    ['end', ada.sessionId, '--reason', 'The hall is closed'],
    ['history', ada.sessionId],
  ];
  let shown = '';
  for (const args of commands) {
    const { stdout } = await run(args);
    const quoted = args.map((arg) => (arg.includes(' ') ? `"${arg}"` : arg));
    shown += `${PROMPT}npm run --silent sessions -- ${quoted.join(' ')}\n${stdout}\n`;
    // The history reads the stream four times a second.
    await delay(1_000);
  }
  writeFileSync(PICTURE, terminalPicture(shown, 'Sessions listed, one of them ended, and its history'));
  console.log(PICTURE);
} finally {
  await stack.stop();
}

function run(args: readonly string[]) {
  const inColour = { FORCE_COLOR: '1' };
  return runSessions([...args, ...atStack(stack)], inColour);
}

/** A speaker with a session. */
async function onAir(on: StackUnderTest, speaker: string) {
  const clientId = crypto.randomUUID();
  let connectionNumber = 0;
  const connect = async () => {
    connectionNumber += 1;
    return openSocket(on.gateway, speakerOptions(await on.token(speaker), on.site));
  };
  let socket = await connect();
  const say = (action: string, fields: Message) =>
    socket.ask({ action, requestId: crypto.randomUUID(), clientId, connectionNumber, ...fields });
  const created = await say('createSession', { sourceLanguage: 'en', qualityTier: 'standard' });
  const sessionId = String(created['sessionId']);
  return {
    sessionId,
    say,
    /** Until the gateway has noticed. */
    async lose() {
      // Seconds apart, so that the times in the picture differ.
      await delay(2_000);
      socket.terminate();
      await delay(2_000);
    },
    async comeBack() {
      socket = await connect();
      await say('resumeSession', { sessionId });
      await delay(2_000);
    },
  };
}
