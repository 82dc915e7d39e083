// The outputs of a deployed stack.
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { requestHandler } from './request-times.ts';

/** @returns undefined where there is no such stack in the account and region of the credentials */
export async function outputsOf(
  stackName: string,
  where: { readonly region?: string },
): Promise<Readonly<Record<string, string>> | undefined> {
  const client = new CloudFormationClient({ requestHandler, ...where });
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    const outputs = Stacks[0]?.Outputs ?? [];
    return Object.fromEntries(
      outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    );
  } catch (error) {
    // Its only word for a stack that is not there.
    if (
      error instanceof Error &&
      error.name === 'ValidationError' &&
      error.message.includes('does not exist')
    )
      return undefined;
    throw error;
  }
}

/** What to say where there is no such stack, and where its outputs are not those of today. */
export const noSuchStage = (stage: string): string =>
  `There is no stage ${stage} in this account and region: deploy it (npm run deploy -- --stage ${stage}), or set AWS_PROFILE and AWS_REGION.`;
export const olderStage = (stage: string): string =>
  `The stage ${stage} was deployed by an older version: npm run deploy -- --stage ${stage}`;
