/** What somebody has to look at. Each is told by e-mail where the stage has an address; docs/observing.md says what to do. */
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** One alarm: `atLeast` in `outOf[0]` of the last `outOf[1]` periods of five minutes. */
export interface Watch {
  /** Part of the alarm's name, and the heading in docs/observing.md. */
  readonly name: string;
  /** What it means, as a sentence. */
  readonly means: string;
  readonly metric: IMetric;
  readonly atLeast: number;
  readonly outOf: readonly [number, number];
}

export interface AlarmsProps {
  readonly stage: string;
  readonly watches: readonly Watch[];
  /** Whom alarms are sent to. Without one they show on the dashboard only. */
  readonly email: string | undefined;
}

export class Alarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, { stage, watches, email }: AlarmsProps) {
    super(scope, id);
    this.all = watches.map(
      ({ name, means, metric, atLeast, outOf: [breaching, periods] }) =>
        new Alarm(this, name, {
          alarmName: `Podium-${stage}-${name}`,
          alarmDescription: `${means} See ${name} in docs/observing.md.`,
          metric,
          threshold: atLeast,
          comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
          datapointsToAlarm: breaching,
          evaluationPeriods: periods,
          // Nobody on the air is no fault: most of these metrics exist only while something happens.
          treatMissingData: TreatMissingData.NOT_BREACHING,
        }),
    );
    if (email !== undefined) this.#tell(stage, email);
  }

  #tell(stage: string, email: string): void {
    // Without a key of its own: what is sent is names of metrics and numbers, and CloudWatch could not use AWS's key for SNS.
    const topic = new Topic(this, 'Topic', { displayName: `Podium ${stage}`, enforceSSL: true });
    topic.addSubscription(new EmailSubscription(email));
    // A topic with a policy of its own has lost the default one, by which the account's alarms may publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          ArnLike: {
            'aws:SourceArn': Stack.of(this).formatArn({
              service: 'cloudwatch',
              resource: 'alarm',
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
              resourceName: `Podium-${stage}-*`,
            }),
          },
        },
      }),
    );
    for (const alarm of this.all) {
      alarm.addAlarmAction(new SnsAction(topic));
      alarm.addOkAction(new SnsAction(topic));
    }
  }
}
