/** A stage in a CDK app: its stack, and the one that the account's stages share. */
import type { App } from 'aws-cdk-lib';
import { AccountStack } from './account-stack.ts';
import type { Bundle } from './bundling/bundle.ts';
import { PodiumStack } from './podium-stack.ts';
import type { Settings } from './settings.ts';
import { ACCOUNT_STACK, stackName } from './stack-names.ts';

export interface BuiltParts {
  /** Bundled functions by entry, see bundling/bundle.ts. */
  readonly bundles: ReadonlyMap<string, Bundle>;
  /** The built page. */
  readonly pageDirectory: string;
}

export function addStage(app: App, stage: string, settings: Settings, parts: BuiltParts): PodiumStack {
  // Without a region the one of whoever deploys.
  const env = settings.region === undefined ? {} : { env: { region: settings.region } };
  const account = new AccountStack(app, ACCOUNT_STACK, {
    ...env,
    description: 'Podium: what all stages of this account and region share',
  });
  const stack = new PodiumStack(app, stackName(stage), {
    ...env,
    description: 'Podium: speakers on the air over a serverless WebSocket backend',
    stage,
    settings,
    ...parts,
  });
  stack.addStackDependency(account, 'The stage writes an access log.');
  return stack;
}
