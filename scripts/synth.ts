// `npm run synth [-- --stage NAME]`: the templates of a stage into cdk.out, without network and account.
import { stackName } from '../infra/stack-names.ts';
import { cdk, endWith, parseFlags, succeed } from './cdk.ts';

await endWith(async () => {
  const args = process.argv.slice(2);
  const { stage } = parseFlags('synth', args.length === 0 ? ['--stage', 'prod'] : args, []);
  await succeed(cdk(['synth', stackName(stage), '--quiet', '-c', `stage=${stage}`]));
});
