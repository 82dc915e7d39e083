/** One look: are speakers on the air, and if not, who closed? */
import { Aws, Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  MathExpression,
  Metric,
  PeriodOverride,
  SingleValueWidget,
  Stats,
  TextWidget,
  type Alarm,
  type IMetric,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import {
  failures,
  origins,
  otherCounters,
  PERIOD,
  refusals,
  sessionCounters,
  successes,
  type StageMetrics,
} from '../metrics.ts';
import type { WatchedResources } from './monitoring.ts';

export interface StageDashboardProps {
  readonly stage: string;
  readonly own: StageMetrics;
  readonly resources: WatchedResources;
  readonly alarms: readonly Alarm[];
  /** How often a speaker on the air says so. */
  readonly heartbeatSeconds: number;
}

const FULL = 24;
const HALF = FULL / 2;

export class StageDashboard extends Construct {
  constructor(scope: Construct, id: string, props: StageDashboardProps) {
    super(scope, id);
    const { stage, own, alarms, heartbeatSeconds } = props;
    const onAir = new MathExpression({
      expression: `SUM([beats, sending]) * ${heartbeatSeconds} / PERIOD(beats)`,
      usingMetrics: {
        beats: own.duration(Stats.SAMPLE_COUNT, 'heartbeatAck'),
        sending: own.counter('sending'),
      },
      label: 'on the air',
      period: PERIOD,
    });
    const closed = origins.map((origin) => own.closed(origin));
    const count = (outcome: string) => own.duration(Stats.SAMPLE_COUNT, outcome);
    new Dashboard(this, 'Dashboard', {
      // Dashboards belong to the account, not to a region of it.
      dashboardName: `Podium-${stage}-${Aws.REGION}`,
      defaultInterval: Duration.hours(3),
      // Otherwise the console takes longer periods for longer times, and sums and the reckoning mean something else.
      periodOverride: PeriodOverride.INHERIT,
      widgets: [
        [
          new SingleValueWidget({ title: 'On the air, about', metrics: [onAir], width: 6, height: 5 }),
          graph('Speakers on the air, about', [onAir], { width: 9, height: 5 }),
          graph('Connections that ended, by who closed', closed, { width: 9, height: 5, stacked: true }),
        ],
        [new TextWidget({ markdown: explanation(heartbeatSeconds), width: FULL, height: 4 })],
        [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: FULL, height: 3 })],
        [
          graph(
            'Sessions',
            sessionCounters.map((name) => own.counter(name)),
          ),
          graph('Refusals by code', refusals.map(count), { stacked: true }),
        ],
        [
          graph(
            'Milliseconds inside the functions, p99',
            successes.map((outcome) => own.duration(Stats.percentile(99), outcome)),
          ),
          graph('Ours to mend', [
            ...failures.map(count),
            ...otherCounters
              .filter((name) => name !== 'refused' && name !== 'sending')
              .map((name) => own.counter(name)),
          ]),
        ],
        gatewayAndTable(props.resources),
      ],
    });
  }
}

interface Shape {
  readonly width?: number;
  readonly height?: number;
  readonly stacked?: boolean;
}

const graph = (title: string, left: readonly IMetric[], shape: Shape = {}): IWidget =>
  new GraphWidget({
    title,
    left: [...left],
    leftYAxis: { min: 0, showUnits: false },
    width: HALF,
    height: 6,
    ...shape,
  });

function gatewayAndTable({ apiId, stage, table }: WatchedResources): IWidget[] {
  const ofGateway = (metricName: string) =>
    new Metric({
      namespace: 'AWS/ApiGateway',
      metricName,
      dimensionsMap: { ApiId: apiId, Stage: stage },
      statistic: Stats.SUM,
      period: PERIOD,
    });
  const ofTable = (metricName: string) =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: { TableName: table.tableName },
      statistic: Stats.SUM,
      period: PERIOD,
    });
  return [
    graph(
      'Gateway',
      ['ConnectCount', 'MessageCount', 'ClientError', 'ExecutionError', 'IntegrationError'].map(ofGateway),
    ),
    graph(
      'Table',
      ['ConsumedWriteCapacityUnits', 'ConsumedReadCapacityUnits', 'WriteThrottleEvents'].map(ofTable),
    ),
  ];
}

const explanation = (heartbeatSeconds: number) => `
**On the air** is reckoned, not counted: nobody may scan the table for it. A speaker on the air sends a heartbeat every
${heartbeatSeconds} s, or frames, of which the first in each ${heartbeatSeconds} s is counted: those signs of life in a time, times ${heartbeatSeconds} s, over that time, are about the speakers.
It is the mean of five minutes, up to six minutes old, and misses who has just started: what happens at once shows as a fall over
two points. Falls, and few connections ended: people stopped. Falls with a peak on the right:

- **client**: pages closed, or moved to a fresh connection as planned. **network**: lost without a word. **server**: Podium, after
telling why (taken over elsewhere, token run out).
- **gatewayIdle**, **gatewayAge**: API Gateway's limits of 10 min silent and 2 h old; neither should happen. **gateway**: a frame that it refuses.
`;
