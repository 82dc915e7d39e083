// `npm run destroy -- --stage NAME`: says what will be gone, asks, and deletes it.
import { createInterface } from 'node:readline/promises';
import { settleAwsEnvironment } from './aws-environment.ts';
import { cdk, endWith, parseFlags } from './cdk.ts';
import { deployedStacks } from './deployed-stacks.ts';
import { destroyStage } from './destroy-stage.ts';

await endWith(async () => {
  const { stage, on } = parseFlags('destroy', process.argv.slice(2), ['yes', 'last-stage']);
  settleAwsEnvironment(process.env);
  const terminal = { input: process.stdin, output: process.stdout };
  await destroyStage({
    stage,
    lastStage: on.has('last-stage'),
    cdk,
    find: deployedStacks,
    say: console.log,
    ask: async (question) => {
      if (on.has('yes')) return stage;
      const reader = createInterface(terminal);
      try {
        // Without this an end of input would leave the question waiting for ever.
        const ended = new Promise<string>((resolve) => reader.once('close', () => resolve('')));
        return await Promise.race([reader.question(question), ended]);
      } finally {
        reader.close();
      }
    },
  });
});
