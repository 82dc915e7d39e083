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
