// Which of Podium's stacks are deployed, where the credentials at hand point to.
import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { Stopped } from './cdk.ts';

export interface DeployedStack {
  readonly name: string;
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
}

/**
 * @param region where to look; without one, where the AWS profile points to
 * @throws Stopped: one sentence, where AWS cannot be asked
 */
export async function deployedStacks(region: string | undefined): Promise<readonly DeployedStack[]> {
  const client = new CloudFormationClient(region === undefined ? {} : { region });
  const found: DeployedStack[] = [];
  try {
    for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {}))
      for (const { StackId = '', StackName = '' } of Stacks) {
        // arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/ID
        const [, , , at = '', account = ''] = StackId.split(':');
        if (StackName.startsWith('Podium')) found.push({ name: StackName, region: at, account });
      }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Stopped(
      `AWS cannot be asked what is deployed (${why}): set AWS_PROFILE and AWS_REGION, or sign in with your usual tool.`,
    );
  }
  return found;
}
