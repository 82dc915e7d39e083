// The local stack in a process of its own, as `npm start` runs it, that can be asked how much memory it takes.
import { parseFlags } from '../../../infra/local/flags.ts';
import { startStack } from '../../../infra/local/stack.ts';
import { answerParent } from '../child.ts';
import type { Stage } from '../line.ts';
import { memoryNow, type Memory } from './memory.ts';

export type PodiumQuestions = {
  open: { asks: { flags: readonly string[] }; answers: Stage };
  /** A crowd that hangs up at once is not what is measured, and would be in the way of what follows. */
  loseDisconnects: { asks: boolean; answers: undefined };
  memory: { asks: undefined; answers: Memory };
};

// The Lambdas' log, which the stack otherwise writes to whoever started it.
process.stdout.write = () => true;

let faults = '';

answerParent<PodiumQuestions>({
  async open({ flags }) {
    const stack = await startStack(
      parseFlags(['--site-port', '0', '--gateway-port', '0', '--memory', ...flags]),
    );
    faults = new URL('/_local/faults', stack.webSocketUrl.replace(/^ws/, 'http')).href;
    return { url: stack.webSocketUrl, origin: stack.siteOrigin };
  },
  async loseDisconnects(loseDisconnect) {
    const response = await fetch(faults, { method: 'POST', body: JSON.stringify({ loseDisconnect }) });
    if (!response.ok) throw new Error(await response.text());
    return undefined;
  },
  memory: memoryNow,
});
