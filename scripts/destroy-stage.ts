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
  // `cdk destroy` calls it a success where there was nothing to delete. A stage that went without the flag may still be named
  // with it: what the stages shared is left then.
  const doomed = [stackName(stage), ...(lastStage ? [ACCOUNT_STACK] : [])].flatMap(
    (wanted) => deployed.find(({ name }) => name === wanted) ?? [],
  );
  const [first] = doomed;
  if (first === undefined)
    throw new Stopped(
      `There is no ${stackName(stage)} ${region === undefined ? 'where your AWS profile points to' : `in ${region}`}: look at AWS_PROFILE and at \`region\` in the stage's file.`,
    );
  const others = deployed.filter(({ name }) => name !== stackName(stage) && name !== ACCOUNT_STACK);
  if (lastStage && others.length > 0)
    throw new Stopped(
      `It is not the last stage: ${others.map(({ name }) => name).join(', ')} would log nothing any more. Leave --last-stage out.`,
    );
  const names = doomed.map(({ name }) => name);
  const where = `account ${first.account}, region ${first.region}`;
  await inScratchFolder(async (folder) => {
    // Each with the region that was found: what the person is told is what is deleted.
    await succeed(
      cdk(['synth', ...names, '--quiet', '-c', `stage=${stage}`, '--output', folder], first.region),
    );
    for (const line of first.name === ACCOUNT_STACK ? sharedGoes(stage) : stageGoes(folder, stage, lastStage))
      say(line);
    if ((await ask(`Type the stage's name to delete it from ${where}: `)).trim() !== stage)
      throw new Stopped('Nothing was deleted.');
    await succeed(cdk(['destroy', ...names, '--app', folder, '--exclusively', '--force'], first.region));
    say(`Deleted from ${where}: ${names.join(', ')}.`);
  });
}

const SHARED = "the account's role by which API Gateway writes access logs, for every API in the region";

const sharedGoes = (stage: string): readonly string[] => [
  `The stage ${stage} is gone already. Deleting what it left deletes for good:`,
  `- ${SHARED}`,
];

function stageGoes(folder: string, stage: string, lastStage: boolean): readonly string[] {
  const file = join(folder, `${stackName(stage)}.template.json`);
  const { Resources } = JSON.parse(readFileSync(file, 'utf8')) as { Resources: Record<string, Resource> };
  return whatHappens(stage, Object.values(Resources), lastStage);
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
  const staying = [...list(kept), ...(lastStage ? [] : [`${SHARED} (with --last-stage it goes, too)`])];
  return [
    `Deleting the stage ${stage} deletes for good:`,
    ...list(gone),
    `- everything else in ${stackName(stage)}: gateway, functions, site, ${rest} resources`,
    ...(lastStage ? [`- ${SHARED}`] : []),
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
