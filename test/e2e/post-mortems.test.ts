// The five post-mortems on the local stack, which makes the faults itself, so that nothing of the client's knows of them.
// `REPETITIONS=20 npm test -- --project e2e post-mortems` for the long run.
import { defaultLanguages } from '../../infra/languages.ts';
import { openTab } from '../support/node-client.ts';
import { startStack } from '../support/stack.ts';
import { describePostMortems } from './post-mortems-suite.ts';

describePostMortems(
  async () => {
    const stack = await startStack(['--create-limit', '0']);
    return {
      gateway: stack.gateway,
      site: stack.site,
      languages: defaultLanguages,
      speakers: async (count) => Array.from({ length: count }, () => `speaker-${crypto.randomUUID()}`),
      token: (speaker) => stack.token(speaker),
      openTab: (speaker) => openTab(stack, speaker),
      stored: {
        async read(keys) {
          const items = new Map((await stack.items()).map((item) => [item['pk'], item]));
          return keys.map((key) => items.get(key));
        },
      },
      async cutAfterReplies(ms) {
        await stack.faults({ closeAfterReplyMs: ms });
      },
      async withholdReplies() {
        await stack.faults({ delayRepliesMs: 60_000 });
      },
      heal: () => stack.clearFaults(),
      disconnectWithinMs: 10_000,
      failures: () =>
        stack
          .output()
          .split('\n')
          .filter((line) => line.includes('"level":"error"')),
      async stop() {
        await stack.stop();
      },
    };
  },
  Number(process.env['REPETITIONS'] ?? 3),
);
