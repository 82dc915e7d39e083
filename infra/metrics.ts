/**
 * The metrics that the functions write into their log: names, as lambdas/runtime/metrics.ts has them. Infra does not
 * import the functions; a test holds both against the lines that every outcome leaves.
 */
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { errors, type ErrorCode } from '../lambdas/protocol/errors.ts';
import type { ServerMessageType } from '../lambdas/protocol/server-messages.ts';

/** Told as sums: what became of sessions. */
export const sessionCounters = ['created', 'reused', 'resumed', 'superseded', 'ended', 'expired'] as const;
/** Told as sums: trouble, or the price of something; `sending` is a sign of life. */
export const otherCounters = [
  'refused',
  'conflicts',
  'pushGone',
  'listenersCut',
  'untold',
  'sending',
  'coldStart',
  'historySkipped',
] as const;
type Counter = (typeof sessionCounters)[number] | (typeof otherCounters)[number];

/** What a command is answered with when all is well. */
export const successes = [
  'sessionCreated',
  'sessionResumed',
  'sessionUpdated',
  'heartbeatAck',
  'sessionEnded',
  'framesAcked',
  'sessionJoined',
  'sessionLeft',
] as const satisfies readonly ServerMessageType[];

const codes = Object.keys(errors) as ErrorCode[];
/** Ours, not the caller's. */
export const failures = ['UNAVAILABLE', 'INTERNAL_ERROR'] as const satisfies readonly ErrorCode[];
/** 401 and 403 of the authorizer are refusals, too. */
export const refusals: readonly string[] = [
  ...codes.filter((code) => !(failures as readonly string[]).includes(code)),
  'Unauthorized',
  'Forbidden',
];
/** What a `$disconnect` did, of a speaker or (`left`) a listener; where it came to nothing, it is told as of a command. */
export const closings = ['interrupted', 'noted', 'left'] as const;
/** Who closed a connection. */
export const origins = ['client', 'network', 'server', 'gatewayIdle', 'gatewayAge', 'gateway'] as const;

export const NAMESPACE = 'Podium';
/** Shorter ones are too few lines to say anything; longer ones tell too late. */
export const PERIOD = Duration.minutes(5);

/** The metrics of one stage. */
export class StageMetrics {
  readonly #stage: string;

  constructor(stage: string) {
    this.#stage = stage;
  }

  /** How many in each period. */
  counter(name: Counter): Metric {
    return this.#metric(name, {}, Stats.SUM);
  }

  /** Milliseconds of what was answered so; `SampleCount` tells how often. Without an outcome: of all that is answered. */
  duration(statistic: string, outcome?: string): Metric {
    return this.#metric('durationMs', outcome === undefined ? {} : { outcome }, statistic);
  }

  /** Connections that ended that way. */
  closed(by: (typeof origins)[number]): Metric {
    return this.#metric('ageMs', { closedBy: by }, Stats.SAMPLE_COUNT);
  }

  #metric(metricName: string, dimensions: Record<string, string>, statistic: string): Metric {
    return new Metric({
      namespace: NAMESPACE,
      metricName,
      dimensionsMap: { stage: this.#stage, ...dimensions },
      statistic,
      period: PERIOD,
      label: Object.values(dimensions)[0] ?? metricName,
    });
  }
}
