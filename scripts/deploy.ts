// `npm run deploy -- --stage NAME`: the page built, the stage deployed, and what to do next.
import { settleAwsEnvironment } from './aws-environment.ts';
import { cdk, endWith, parseFlags } from './cdk.ts';
import { deployStage } from './deploy-stage.ts';

await endWith(async () => {
  const { stage, on } = parseFlags('deploy', process.argv.slice(2), ['yes']);
  settleAwsEnvironment(process.env);
  await deployStage(stage, on.has('yes'), cdk, console.log);
});
