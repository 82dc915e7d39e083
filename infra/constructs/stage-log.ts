/** A log group that ends with its stage: named by CloudFormation, so that a second stage beside it has its own. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

export const stageLog = (scope: Construct, id: string, { logRetentionDays }: LogSettings): LogGroup =>
  new LogGroup(scope, id, { retention: logRetentionDays, removalPolicy: RemovalPolicy.DESTROY });

export type LogSettings = Pick<Settings, 'logRetentionDays'>;
