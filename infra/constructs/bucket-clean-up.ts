/** The function behind `autoDeleteObjects`, which empties the site's bucket when the stack ends: made to leave nothing behind. */
import { CfnResource, Stack } from 'aws-cdk-lib';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { stageLog, type LogSettings } from './stage-log.ts';

// The id that the construct library gives to the function behind `autoDeleteObjects`.
const PROVIDER = 'Custom::S3AutoDeleteObjectsCustomResourceProvider';

/**
 * CloudFormation deletes no bucket that holds anything; the library's own function empties it, by leave of the bucket's
 * policy. As it comes, it writes to a log group that nobody made, and may make that one again after the stack is gone (aws-cdk issues 26553, 31487). So it
 * gets a log group of the stack, and a role that can write there and do nothing else.
 */
export function tameCleanUp(bucket: Bucket, settings: LogSettings): void {
  const provider = Stack.of(bucket).node.findChild(PROVIDER);
  const [role, handler] = ['Role', 'Handler'].map((id) => provider.node.findChild(id));
  if (!(role instanceof CfnResource) || !(handler instanceof CfnResource))
    throw new Error(`${PROVIDER} of the construct library is not what it was.`);
  const log = stageLog(bucket, 'CleanUpLog', settings);
  role.addPropertyDeletionOverride('ManagedPolicyArns');
  role.addPropertyOverride('Policies', [
    {
      PolicyName: 'WriteLog',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: log.logGroupArn,
          },
        ],
      },
    },
  ]);
  handler.addPropertyOverride('LoggingConfig', { LogGroup: log.logGroupName });
}
