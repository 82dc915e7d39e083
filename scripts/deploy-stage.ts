// Deploys a stage and tells where it is.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stackName } from '../infra/stack-names.ts';
import type { Settings } from '../infra/settings.ts';
import { readStage, stageFile } from '../infra/settings/stage-file.ts';
import { inScratchFolder, succeed, type Cdk } from './cdk.ts';

/** The stack's outputs, as infra/podium-stack.ts names them. */
type Outputs = Readonly<Record<string, string>>;

/**
 * @param yes whether nobody is to be asked about new permissions
 * @throws SettingsError or Stopped: one sentence, or none where `cdk` has said it
 */
export async function deployStage(
  stage: string,
  yes: boolean,
  cdk: Cdk,
  say: (line: string) => void,
): Promise<void> {
  const settings = readStage(stage);
  say(
    existsSync(stageFile(stage))
      ? `The stage ${stage} has its settings from ${stageFile(stage)}.`
      : `There is no ${stageFile(stage)}: the stage ${stage} has the default settings.`,
  );
  const outputs = await inScratchFolder(async (folder) => {
    const file = join(folder, 'outputs.json');
    const approval = yes ? ['--require-approval', 'never'] : [];
    await succeed(
      cdk(['deploy', stackName(stage), '-c', `stage=${stage}`, '--outputs-file', file, ...approval]),
    );
    return (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Outputs>)[stackName(stage)] ?? {};
  });
  for (const line of [...whereItIs(stage, outputs), '', ...nextSteps(settings, outputs)]) say(line);
}

const whereItIs = (stage: string, { SiteUrl = '', WebSocketUrl = '', UserPoolId }: Outputs) => [
  '',
  `The stage ${stage} is deployed.`,
  `  Site        ${SiteUrl}`,
  `  WebSocket   ${WebSocketUrl}`,
  ...(UserPoolId === undefined ? [] : [`  User pool   ${UserPoolId}`]),
];

function nextSteps(
  { alarmEmail, oidc, siteDomain, webSocketDomain }: Settings,
  outputs: Outputs,
): readonly string[] {
  const { SiteUrl = '', UserPoolId = '' } = outputs;
  const record = (domain: { name: string } | undefined, target: string | undefined) =>
    domain === undefined ? [] : [`  ${domain.name}  CNAME  ${target ?? ''}`];
  const records = [
    ...record(siteDomain, outputs['SiteDnsTarget']),
    ...record(webSocketDomain, outputs['WebSocketDnsTarget']),
  ];
  // A pool's id begins with its region.
  const region = UserPoolId.split('_')[0] ?? '';
  return [
    ...(records.length === 0 ? [] : ['Next, if they are not there yet: these DNS records.', ...records]),
    ...(oidc === undefined
      ? [
          'Next: the first speaker. An invitation goes to that address.',
          `  aws cognito-idp admin-create-user --region ${region} --user-pool-id ${UserPoolId} --username you@example.com --user-attributes Name=email,Value=you@example.com Name=email_verified,Value=true`,
        ]
      : [
          `Next: at ${oidc.issuer} allow the client ${oidc.clientId} to come back to ${SiteUrl}/ after signing in and out, and requests from ${SiteUrl} to its token endpoint (CORS).`,
        ]),
    `Then: open ${SiteUrl}`,
    ...(alarmEmail === undefined
      ? []
      : [
          `And: AWS has written to ${alarmEmail}, if it is new. No alarm gets there before the link in it is followed.`,
        ]),
  ];
}
