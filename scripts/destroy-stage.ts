// Deletes a stage, after saying what that means.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT_STACK, stackName } from '../infra/stack-names.ts';
import { readStage } from '../infra/settings/stage-file.ts';
import { inScratchFolder, Stopped, succeed, type Cdk } from './cdk.ts';
import type { DeployedStack } from './deployed-stacks.ts';

interface Destruction {
  readonly stage: string;
  /** Whether what the account's stages share goes with it. */
  readonly lastStage: boolean;
  readonly cdk: Cdk;
  /** What is deployed in a region, or where the AWS profile points to. */
  readonly find: (region: string | undefined) => Promise<readonly DeployedStack[]>;
  readonly say: (line: string) => void;
  /** Resolves with what the person typed. */
  readonly ask: (question: string) => Promise<string>;
}

/** @throws SettingsError or Stopped: one sentence, or none where `cdk` has said it */
export async function destroyStage({ stage, lastStage, cdk, find, say, ask }: Destruction): Promise<void> {
  const { region } = readStage(stage);
  const deployed = await find(region);
  const own = deployed.find(({ name }) => name === stackName(stage));
  // `cdk destroy` calls it a success where there was nothing to delete.
  if (own === undefined)
    throw new Stopped(
      `There is no ${stackName(stage)} ${region === undefined ? 'where your AWS profile points to' : `in ${region}`}: look at AWS_PROFILE and at \`region\` in the stage's file.`,
    );
  const others = deployed.filter(({ name }) => name !== own.name && name !== ACCOUNT_STACK);
  if (lastStage && others.length > 0)
    throw new Stopped(
      `It is not the last stage: ${others.map(({ name }) => name).join(', ')} would log nothing any more. Leave --last-stage out.`,
    );
  await inScratchFolder(async (folder) => {
    await succeed(cdk(['synth', stackName(stage), '--quiet', '-c', `stage=${stage}`, '--output', folder]));
    const file = join(folder, `${stackName(stage)}.template.json`);
    const { Resources } = JSON.parse(readFileSync(file, 'utf8')) as { Resources: Record<string, Resource> };
    for (const line of whatHappens(stage, Object.values(Resources), lastStage)) say(line);
    const where = `account ${own.account}, region ${own.region}`;
    if ((await ask(`Type the stage's name to delete it from ${where}: `)).trim() !== stage)
      throw new Stopped('Nothing was deleted.');
    const stacks = [stackName(stage), ...(lastStage ? [ACCOUNT_STACK] : [])];
    await succeed(cdk(['destroy', ...stacks, '--app', folder, '--exclusively', '--force']));
    say(`The stage ${stage} is deleted from ${where}.`);
  });
}

export interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
}

/** What people ask about; all else is counted. */
const named: Readonly<Record<string, (count: number) => string>> = {
  'AWS::DynamoDB::GlobalTable': (count) =>
    count === 1 ? 'the table, with every session' : 'the tables, with every session and its history',
  'AWS::Cognito::UserPool': () => "the user pool, with every speaker's account",
  'AWS::S3::Bucket': () => "the site's bucket, with the page",
  'AWS::Logs::LogGroup': (count) => `${count} log groups, with every line in them`,
};

export function whatHappens(
  stage: string,
  resources: readonly Resource[],
  lastStage: boolean,
): readonly string[] {
  const kept = resources.filter(({ DeletionPolicy = '' }) => DeletionPolicy.startsWith('Retain'));
  const gone = resources.filter((resource) => !kept.includes(resource));
  const rest = gone.filter(({ Type }) => !(Type in named)).length;
  const account = "the account's role by which API Gateway writes access logs, for every API in the region";
  const staying = [...list(kept), ...(lastStage ? [] : [`${account} (with --last-stage it goes, too)`])];
  return [
    `Deleting the stage ${stage} deletes for good:`,
    ...list(gone),
    `- everything else in ${stackName(stage)}: gateway, functions, site, ${rest} resources`,
    ...(lastStage ? [`- ${account}`] : []),
    'It leaves:',
    ...staying.map((line) => (line.startsWith('- ') ? line : `- ${line}`)),
    'This is what the settings say now. What was deployed before a change of `removal` follows the older setting: deploy first.',
  ];
}

function list(resources: readonly Resource[]): readonly string[] {
  return Object.entries(named).flatMap(([type, say]) => {
    const count = resources.filter(({ Type }) => Type === type).length;
    return count === 0 ? [] : [`- ${say(count)}`];
  });
}
