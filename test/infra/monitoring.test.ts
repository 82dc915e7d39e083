// Alarms and dashboard: they speak of nothing that the functions do not write, and of all that is asked for.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { otherCounters, sessionCounters } from '../../infra/metrics.ts';
import type { Line } from '../support/emitted.ts';
import { everyLine } from '../support/outcomes.ts';
import { kinds, stageWith, type Stage } from './stages.ts';

const EVERYTHING = kinds['with a foreign issuer, own domains and everything else that can be set'];
let stage: Stage;
let told: Stage;
let lines: readonly Line[];
/** `outcome=heartbeatAck durationMs` and so on: what CloudWatch finds in the lines, but for the stage. */
let written: ReadonlySet<string>;

beforeAll(async () => {
  [stage, told, lines] = await Promise.all([stageWith({}), stageWith(EVERYTHING), everyLine()]);
  written = new Set(
    lines.flatMap((line) =>
      line._aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics, Namespace }) =>
        Dimensions.flatMap((names) =>
          Metrics.map(({ Name }) =>
            nameOf({
              Namespace,
              MetricName: Name,
              Dimensions: names.map((dimension) => ({ Name: dimension, Value: line[dimension] })),
            }),
          ),
        ),
      ),
    ),
  );
});

interface Metric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[];
}
const nameOf = ({ Namespace, MetricName, Dimensions }: Metric) =>
  [
    Namespace,
    ...Dimensions.map(({ Name, Value }) => (Name === 'stage' ? Name : `${Name}=${String(Value)}`)).sort(),
    MetricName,
  ].join(' ');

/** Ours, whoever calls them; not those of the construct library. */
const functions = () =>
  stage
    .resources('AWS::Lambda::Function')
    .filter(([, { Properties }]) => String(Properties['Description']).startsWith('Podium: '));
const idsOf = (of: Stage, type: string) => of.resources(type).map(([id]) => id);

interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly AlarmActions?: readonly unknown[];
  readonly OKActions?: readonly unknown[];
  readonly TreatMissingData: string;
  readonly Metrics?: readonly { readonly MetricStat?: { readonly Metric: Metric } }[];
}
const alarmsOf = (of: Stage) =>
  of.resources('AWS::CloudWatch::Alarm').map(([, { Properties }]) => {
    const properties = Properties as unknown as AlarmProperties;
    const metrics =
      properties.Metrics?.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []) ??
      ([Properties] as unknown as Metric[]);
    return { ...properties, metrics, name: properties.AlarmName.split('-').slice(2).join('-') };
  });

/** With a word for each of CloudFormation's references. */
const text = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'object' && value !== null && 'Fn::Join' in value
      ? (value['Fn::Join'] as [string, unknown[]])[1].map(text).join('')
      : `<${JSON.stringify(value).replace(/["{}]/g, '')}>`;

type WidgetMetric = readonly (string | Readonly<Record<string, unknown>>)[];
const widgets = (of: Stage) => {
  const body = text(of.only('AWS::CloudWatch::Dashboard').Properties['DashboardBody']);
  const parsed = JSON.parse(body) as {
    widgets: { properties: { title?: string; markdown?: string; metrics?: WidgetMetric[] } }[];
  };
  return parsed.widgets.map(({ properties }) => properties);
};
const widgetMetrics = (of: Stage): Metric[] =>
  widgets(of).flatMap(({ metrics = [] }) =>
    metrics.flatMap((metric) => {
      const [Namespace, MetricName, ...rest] = metric.filter((part) => typeof part === 'string');
      if (Namespace === undefined || MetricName === undefined) return [];
      const names = rest.filter((_, index) => index % 2 === 0);
      return {
        Namespace,
        MetricName,
        Dimensions: names.map((Name, index) => ({ Name, Value: rest[2 * index + 1] })),
      };
    }),
  );
const ours = (metrics: readonly Metric[]) => metrics.filter(({ Namespace }) => !Namespace.startsWith('AWS/'));

describe('the alarms', () => {
  const ALARMS = [
    'AudienceErrors',
    'AudienceThrottles',
    'Errors',
    'FunctionThrottles',
    'GatewayFailures',
    'GatewayRefusals',
    'HistoryBehind',
    'HistorySkipped',
    'HistoryStopped',
    'Latency',
    'Refusals',
    'TableErrors',
    'TableThrottles',
    'Unavailable',
  ];

  test('are these, in every stage, each with its chapter in the page', () => {
    const page = readFileSync('docs/observing.md', 'utf8');
    for (const of of [stage, told])
      expect(
        alarmsOf(of)
          .map(({ name }) => name)
          .sort(),
      ).toEqual(ALARMS);
    for (const name of ALARMS) expect(page).toContain(`\n### ${name}\n`);
  });

  test('and counters have a row each in the page’s table', () => {
    const page = readFileSync('docs/observing.md', 'utf8');
    const table = page.slice(page.indexOf('\n## Metrics\n'), page.indexOf('Counted is what was written'));
    for (const name of [...sessionCounters, ...otherCounters]) expect(table).toContain(`\`${name}\``);
  });

  test('look at metrics of ours that the functions write', () => {
    const metrics = alarmsOf(stage).flatMap(({ metrics }) => ours(metrics));
    expect(metrics.length).toBeGreaterThan(3);
    for (const metric of metrics) expect(written).toContain(nameOf(metric));
  });

  test('look at every function, table and gateway that the stage has', () => {
    const of = (name: string) => alarmsOf(stage).find((alarm) => alarm.name === name)?.metrics ?? [];
    const watched = (name: string) =>
      of(name).flatMap(({ Dimensions }) =>
        Dimensions.filter(({ Name }) => Name === 'FunctionName').map(({ Value }) => text(Value)),
      );
    const all = functions().map(([id]) => `<Ref:${id}>`);
    const both = (name: string, other: string) => [...watched(name), ...watched(other)].sort();
    expect(both('FunctionThrottles', 'AudienceThrottles')).toEqual(all.sort());
    // The authorizer says no by an error.
    const others = all.filter((id) => !id.includes('Authorizer'));
    expect(both('Errors', 'AudienceErrors')).toEqual(others.sort());
    const table = idsOf(stage, 'AWS::DynamoDB::GlobalTable').find((id) => id.startsWith('Speakers'));
    for (const name of ['TableThrottles', 'TableErrors'])
      for (const { Dimensions } of of(name))
        expect(text(Dimensions.find(({ Name }) => Name === 'TableName')?.Value)).toBe(`<Ref:${table ?? ''}>`);
    const history = all.filter((id) => id.startsWith('<Ref:History'));
    for (const name of ['HistoryBehind', 'HistoryStopped']) expect(watched(name)).toEqual(history);
    const [api] = idsOf(stage, 'AWS::ApiGatewayV2::Api');
    for (const name of ['GatewayRefusals', 'GatewayFailures'])
      for (const { Dimensions } of of(name))
        expect(Dimensions.map(({ Value }) => text(Value))).toEqual([`<Ref:${api ?? ''}>`, 'test']);
  });

  test('keep to what CloudWatch takes, and are quiet where nothing happens', () => {
    for (const { metrics, TreatMissingData } of alarmsOf(stage)) {
      expect(metrics.length).toBeLessThanOrEqual(10);
      expect(TreatMissingData).toBe('notBreaching');
    }
  });

  test('and the dashboard cost what docs/cost.md reckons with', () => {
    const paid = alarmsOf(stage).flatMap(({ metrics }) => metrics).length;
    expect(readFileSync('docs/cost.md', 'utf8')).toContain(`${paid} metrics in alarms`);
    expect(readFileSync('docs/cost.md', 'utf8')).toContain(`${widgetMetrics(stage).length} metrics on it`);
  });

  test('tell nobody where the stage has no address, and the address where it has one', () => {
    expect(stage.resources('AWS::SNS::Topic')).toEqual([]);
    for (const { AlarmActions, OKActions } of alarmsOf(stage))
      expect([AlarmActions, OKActions]).toEqual([undefined, undefined]);
    const [topic] = idsOf(told, 'AWS::SNS::Topic');
    for (const { AlarmActions, OKActions } of alarmsOf(told))
      expect([AlarmActions, OKActions]).toEqual([[{ Ref: topic }], [{ Ref: topic }]]);
    expect(told.only('AWS::SNS::Subscription').Properties).toEqual({
      Protocol: 'email',
      Endpoint: EVERYTHING.alarmEmail,
      TopicArn: { Ref: topic },
    });
  });

  test('may be published by this stage’s alarms only, and over TLS only', () => {
    const { Statement } = told.only('AWS::SNS::TopicPolicy').Properties['PolicyDocument'] as {
      Statement: {
        Effect: string;
        Principal: unknown;
        Action: unknown;
        Condition: Record<string, unknown>;
      }[];
    };
    expect(Statement).toMatchObject([
      { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish' },
    ]);
    expect(text((Statement[1]?.Condition['ArnLike'] as Record<string, unknown>)['aws:SourceArn'])).toBe(
      `arn:aws:cloudwatch:${EVERYTHING.region}:<Ref:AWS::AccountId>:alarm:Podium-test-*`,
    );
  });
});

describe('the dashboard', () => {
  test('shows no metric of ours that the functions do not write', () => {
    for (const metric of ours(widgetMetrics(stage))) expect(written).toContain(nameOf(metric));
  });

  test('shows every origin of a close, every counter and every refusal that the functions write', () => {
    const shown = new Set([
      ...widgetMetrics(stage).map(nameOf),
      ...alarmsOf(stage).flatMap(({ metrics }) => metrics.map(nameOf)),
    ]);
    const hidden = [...written].filter((name) => !shown.has(name));
    // How long a `$disconnect` took is asked of the log.
    expect(hidden.sort()).toEqual([
      'Podium outcome=interrupted stage durationMs',
      'Podium outcome=left stage durationMs',
      'Podium outcome=noted stage durationMs',
    ]);
  });

  test('reckons the speakers on the air from heartbeats and frames, as often as the stage has them', async () => {
    const { heartbeatSeconds } = { heartbeatSeconds: 60 };
    const [first, second, third] = widgets(await stageWith({ heartbeatSeconds }));
    const expression = { expression: 'SUM([beats, sending]) * 60 / PERIOD(beats)' };
    expect(first?.title).toMatch(/^On the air/);
    expect(first?.metrics).toContainEqual([expect.objectContaining(expression)]);
    expect(second?.metrics).toContainEqual([expect.objectContaining(expression)]);
    expect(third?.title).toMatch(/who closed/);
    expect(JSON.stringify(first?.metrics)).toContain('"outcome","heartbeatAck"');
  });

  test('keeps to periods of five minutes, however long a time is looked at', () => {
    const body = text(stage.only('AWS::CloudWatch::Dashboard').Properties['DashboardBody']);
    expect(JSON.parse(body)).toMatchObject({ periodOverride: 'inherit' });
  });

  test('is named for its stage and region, since an account has one list of them', () => {
    expect(text(stage.only('AWS::CloudWatch::Dashboard').Properties['DashboardName'])).toBe(
      'Podium-test-<Ref:AWS::Region>',
    );
  });
});

test('the functions’ logs take lines as they are written: CloudWatch finds metrics in whole JSON lines only', () => {
  for (const [, { Properties }] of functions())
    expect(Properties['LoggingConfig']).not.toHaveProperty('LogFormat', 'JSON');
});
