// When each alarm goes off, as CloudWatch is told it: a rule that is turned round or loosened fails here.
import { beforeAll, expect, test } from 'vitest';
import { stageWith, type Stage } from './stages.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await stageWith({});
});

interface Measured {
  readonly Metric: { readonly MetricName: string };
  readonly Period: number;
  readonly Stat: string;
}
interface AlarmProperties {
  readonly AlarmName: string;
  readonly ComparisonOperator: string;
  readonly Threshold: number;
  readonly DatapointsToAlarm: number;
  readonly EvaluationPeriods: number;
  readonly MetricName?: string;
  readonly Period?: number;
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Metrics?: readonly {
    readonly Id: string;
    readonly Expression?: string;
    readonly ReturnData?: boolean;
    readonly MetricStat?: Measured;
  }[];
}

/** `Sum of refused in 300 s`, each once, with the expression over them where there is one. */
function looksAt({ ExtendedStatistic, MetricName, Metrics = [], Period, Statistic }: AlarmProperties) {
  const told = (statistic: string | undefined, name: string | undefined, seconds: number | undefined) =>
    `${statistic ?? '?'} of ${name ?? '?'} in ${seconds ?? '?'} s`;
  if (Metrics.length === 0) return [told(Statistic ?? ExtendedStatistic, MetricName, Period)];
  const measured = Metrics.flatMap(({ MetricStat }) =>
    MetricStat === undefined ? [] : [told(MetricStat.Stat, MetricStat.Metric.MetricName, MetricStat.Period)],
  );
  // The construct library tells a metric with a label as a metric among Metrics, too.
  const judged = Metrics.filter(({ ReturnData }) => ReturnData !== false);
  return [...judged.flatMap(({ Expression }) => Expression ?? []), ...new Set(measured)];
}

test.each<[string, number, string, readonly string[]]>([
  ['Errors', 1, '1 of 1', ['SUM(METRICS())', 'Sum of Errors in 300 s', 'SampleCount of durationMs in 300 s']],
  ['AudienceErrors', 1, '1 of 1', ['SUM(METRICS())', 'Sum of Errors in 300 s']],
  ['AudienceThrottles', 1, '2 of 3', ['SUM(METRICS())', 'Sum of Throttles in 300 s']],
  ['Unavailable', 5, '1 of 1', ['SampleCount of durationMs in 300 s']],
  ['FunctionThrottles', 1, '2 of 3', ['SUM(METRICS())', 'Sum of Throttles in 300 s']],
  ['GatewayRefusals', 50, '3 of 3', ['Sum of ClientError in 300 s']],
  [
    'GatewayFailures',
    5,
    '1 of 1',
    ['SUM(METRICS())', 'Sum of ExecutionError in 300 s', 'Sum of IntegrationError in 300 s'],
  ],
  [
    'Refusals',
    0.2,
    '3 of 3',
    [
      'IF(refused >= 20, refused / answered, 0)',
      'Sum of refused in 300 s',
      'SampleCount of durationMs in 300 s',
    ],
  ],
  ['Latency', 1_000, '3 of 3', ['p99 of durationMs in 300 s']],
  [
    'TableThrottles',
    1,
    '2 of 3',
    ['SUM(METRICS())', 'Sum of ReadThrottleEvents in 300 s', 'Sum of WriteThrottleEvents in 300 s'],
  ],
  ['TableErrors', 10, '1 of 1', ['SUM(METRICS())', 'Sum of SystemErrors in 300 s']],
  ['HistorySkipped', 1, '1 of 1', ['Sum of historySkipped in 300 s']],
  ['HistoryBehind', 900_000, '1 of 1', ['Maximum of IteratorAge in 300 s']],
  [
    'HistoryStopped',
    1,
    '3 of 6',
    [
      'IF(SUM([beats, sending, calls]) == SUM([beats, sending]), SUM([beats, sending]), 0)',
      'SampleCount of durationMs in 300 s',
      'Sum of sending in 300 s',
      'Sum of Invocations in 300 s',
    ],
  ],
])('%s goes off from %d on, in %s periods', (name, threshold, periods, metrics) => {
  const alarm = stage
    .resources('AWS::CloudWatch::Alarm')
    .map(([, { Properties }]) => Properties as unknown as AlarmProperties)
    .find(({ AlarmName }) => AlarmName === `Podium-test-${name}`);
  if (alarm === undefined) throw new Error(`There is no alarm ${name}.`);
  expect(alarm.ComparisonOperator).toBe('GreaterThanOrEqualToThreshold');
  expect(alarm.Threshold).toBe(threshold);
  expect(`${alarm.DatapointsToAlarm} of ${alarm.EvaluationPeriods}`).toBe(periods);
  expect(looksAt(alarm)).toEqual(metrics);
});
