/** Which alarms a stage has, with the reason for each threshold. */
import {
  MathExpression,
  Metric,
  Stats,
  type IMetric,
  type MathExpressionProps,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Watch } from './constructs/alarms.ts';
import type { StageMetrics } from './metrics.ts';
import { PERIOD } from './metrics.ts';
import { audienceRoutes, authorizer, history } from './routes.ts';
import type { WatchedResources } from './constructs/monitoring.ts';

export function watches(own: StageMetrics, { functions, apiId, stage, table }: WatchedResources): Watch[] {
  const of = (namespace: string, metricName: string, dimensionsMap: Record<string, string>) =>
    new Metric({ namespace, metricName, dimensionsMap, statistic: Stats.SUM, period: PERIOD });
  const ofGateway = (name: string) => of('AWS/ApiGateway', name, { ApiId: apiId, Stage: stage });
  const ofTable = (name: string, dimensions: Record<string, string> = {}) =>
    of('AWS/DynamoDB', name, { TableName: table.tableName, ...dimensions });
  const ofFunctions = (name: string, wanted: (key: string) => boolean) =>
    [...functions]
      .filter(([key]) => wanted(key))
      .map(([, { functionName }]) => of('AWS/Lambda', name, { FunctionName: functionName }));
  const isAudience = (key: string) => audienceRoutes.includes(key);
  const functionOf = (key: string) => {
    const found = functions.get(key);
    if (found === undefined) throw new Error(`The stage has no function ${key}.`);
    return found;
  };
  return [
    {
      name: 'Errors',
      means: 'A function failed, or a command or a $disconnect met a defect (INTERNAL_ERROR).',
      // Handlers catch what they expect: any error is a defect, a crash or a timeout. The authorizer says no by an error:
      // what it does not mean to say shows in GatewayFailures.
      metric: sum([
        ...ofFunctions('Errors', (key) => key !== authorizer.name && !isAudience(key)),
        own.duration(Stats.SAMPLE_COUNT, 'INTERNAL_ERROR'),
      ]),
      atLeast: 1,
      outOf: [1, 1],
    },
    {
      name: 'AudienceErrors',
      means: 'A function that hands on frames, or lets listeners join and leave, failed.',
      metric: sum(ofFunctions('Errors', isAudience)),
      atLeast: 1,
      outOf: [1, 1],
    },
    {
      name: 'Unavailable',
      means:
        'Commands, or what follows a $disconnect, came to nothing (UNAVAILABLE): the database did not answer, after all retries.',
      // One is a hiccup, which a client outlives without anybody seeing it.
      metric: own.duration(Stats.SAMPLE_COUNT, 'UNAVAILABLE'),
      atLeast: 5,
      outOf: [1, 1],
    },
    {
      name: 'FunctionThrottles',
      means: 'Lambda ran no function for some messages: concurrency is used up.',
      // A client asks again within seconds; for ten minutes it is a matter of quotas.
      metric: sum(ofFunctions('Throttles', (key) => !isAudience(key))),
      atLeast: 1,
      outOf: [2, 3],
    },
    {
      name: 'AudienceThrottles',
      means: 'Lambda ran no function for some frames, joins or leaves: concurrency is used up.',
      metric: sum(ofFunctions('Throttles', isAudience)),
      atLeast: 1,
      outOf: [2, 3],
    },
    {
      name: 'GatewayRefusals',
      means:
        'API Gateway itself refused handshakes or messages: throttled (429), or without a good token (401, 403).',
      // WebSocket APIs have no metric for 429 alone. Pages of ours cause a few 401 and 403, when tokens run out.
      metric: ofGateway('ClientError'),
      atLeast: 50,
      outOf: [3, 3],
    },
    {
      name: 'GatewayFailures',
      means: 'API Gateway could not run the authorizer or a function, or got no answer out of it.',
      // The gateway answers such a handshake with 500, which is none of the refusals above. A page that is not let in
      // knocks ten times in five minutes; fewer are hiccups of the gateway's own.
      metric: sum([ofGateway('ExecutionError'), ofGateway('IntegrationError')]),
      atLeast: 5,
      outOf: [1, 1],
    },
    {
      name: 'Refusals',
      means: 'More than a fifth of all answers were refusals.',
      // Heartbeats outnumber everything else, and are refused only to those who lost a session. Twenty in five minutes are
      // more than a few people with two windows.
      metric: math({
        expression: 'IF(refused >= 20, refused / answered, 0)',
        usingMetrics: { refused: own.counter('refused'), answered: own.duration(Stats.SAMPLE_COUNT) },
        label: 'share of refusals',
      }),
      atLeast: 0.2,
      outOf: [3, 3],
    },
    {
      name: 'Latency',
      means: 'One answer in a hundred took a second or longer inside its function.',
      // A second is the time-out of one attempt at the database: what takes as long has met one. Clients wait for ten.
      metric: own.duration(Stats.percentile(99)),
      atLeast: 1_000,
      outOf: [3, 3],
    },
    {
      name: 'TableThrottles',
      means: 'DynamoDB throttled the table.',
      // On demand, that takes a flood on one speaker (1,000 writes a second), or a doubling of the table's peak.
      metric: sum([ofTable('ReadThrottleEvents'), ofTable('WriteThrottleEvents')]),
      atLeast: 1,
      outOf: [2, 3],
    },
    {
      name: 'TableErrors',
      means: 'DynamoDB answered with errors of its own (HTTP 500).',
      // A few are normal, and the SDK tries again.
      metric: sum(
        ['GetItem', 'PutItem', 'UpdateItem'].map((Operation) => ofTable('SystemErrors', { Operation })),
      ),
      atLeast: 10,
      outOf: [1, 1],
    },
    {
      name: 'HistorySkipped',
      means: 'Writes were left out of the history, since it could not read them.',
      // Each is lost to the history for good, and whoever writes what it cannot read goes on to.
      metric: own.counter('historySkipped'),
      atLeast: 1,
      outOf: [1, 1],
    },
    {
      name: 'HistoryBehind',
      means: 'What happened to sessions a quarter of an hour ago is not in their history yet.',
      // The table's stream keeps a day: what is later than that is lost. Nobody on the air is touched. An age of a quarter
      // of an hour has lasted for one: no need to wait for more.
      metric: new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'IteratorAge',
        dimensionsMap: { FunctionName: functionOf(history.name).functionName },
        statistic: Stats.MAXIMUM,
        period: PERIOD,
      }),
      atLeast: 15 * 60_000,
      outOf: [1, 1],
    },
    {
      name: 'HistoryStopped',
      means: 'Sessions are written to, and the function that keeps their history is not called.',
      // An age is told of what was read: a mapping that is disabled, or may not read, tells none. Each heartbeat accepted,
      // and each claim of frames, is a write that the stream hands on within seconds. Three in six: a heartbeat may come as
      // rarely as every 8 min.
      metric: math({
        expression: 'IF(SUM([beats, sending, calls]) == SUM([beats, sending]), SUM([beats, sending]), 0)',
        usingMetrics: {
          beats: own.duration(Stats.SAMPLE_COUNT, 'heartbeatAck'),
          sending: own.counter('sending'),
          calls: of('AWS/Lambda', 'Invocations', { FunctionName: functionOf(history.name).functionName }),
        },
        label: 'signs of life that no history followed',
      }),
      atLeast: 1,
      outOf: [3, 6],
    },
  ];
}

/**
 * CloudWatch takes at most ten metrics in one alarm; a test counts. The function SUM leaves out what is missing, where
 * `+` would make the whole missing, and FILL has nothing to fill where there is no point at all: a metric that has never
 * been written is the rule here.
 */
const sum = (metrics: readonly IMetric[]): MathExpression =>
  math({
    expression: 'SUM(METRICS())',
    usingMetrics: Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric])),
    label: 'together',
  });

const math = (props: MathExpressionProps) => new MathExpression({ ...props, period: PERIOD });
