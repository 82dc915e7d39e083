/**
 * The line in the log as metrics, too: CloudWatch's embedded metric format says which of its fields are numbers to keep.
 * CloudWatch reads them out of the log; nothing is called. infra/metrics.ts names the same; a test compares.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
import type { EpochMs } from '../protocol/units.ts';

export type Counter =
  // What was committed to a session; each once, whatever is retried.
  | 'created'
  | 'reused'
  | 'resumed'
  | 'superseded'
  | 'ended'
  | 'expired'
  /** Answered with a refusal: a line of level `warn`. */
  | 'refused'
  /** Writes that lost to another one and were made again, or given up. */
  | 'conflicts'
  /** A word to a connection that was closed already. */
  | 'pushGone'
  /** Listeners whose connection did not take a message in time, and was closed. */
  | 'listenersCut'
  /** A speaker who sends frames, once in each heartbeat interval: such a one sends no heartbeats. */
  | 'sending'
  /** Changes that listeners could not be told of. */
  | 'untold'
  /** The first line of its process. */
  | 'coldStart'
  /** A write that the history left out, since it could not be read. */
  | 'historySkipped';

/** Of one line. One that is absent or undefined is zero, and nobody pays for it. */
export type Counts = { readonly [name in Counter]?: number | undefined };

/** Of several things that happened on the way to one line. */
export function together(...all: readonly Counts[]): Counts {
  const sums: { [name in Counter]?: number } = {};
  for (const counts of all)
    for (const [name, count = 0] of Object.entries(counts))
      if (count > 0) sums[name as Counter] = (sums[name as Counter] ?? 0) + count;
  return sums;
}

/**
 * `_aws` of a line. Metrics are paid by name and combination of dimensions: each here is one that a stage needs.
 * @param counted the line's counters that are not zero
 * @param closed whether the line is a connection's last. Nobody waits for that answer.
 */
export function metricsOf(at: EpochMs, counted: readonly string[], closed: boolean) {
  const outcome = ['stage', 'outcome'];
  return {
    Timestamp: at,
    CloudWatchMetrics: [
      directive(closed ? [outcome] : [['stage'], outcome], ['durationMs'], 'Milliseconds'),
      ...(closed ? [directive([['stage', 'closedBy']], ['ageMs'], 'Milliseconds')] : []),
      ...(counted.length > 0 ? [directive([['stage']], counted)] : []),
    ],
  };
}

/** `_aws` of a line that tells numbers only, of nothing that anybody waited for. */
export const countersOf = (at: EpochMs, counted: readonly string[]) => ({
  Timestamp: at,
  CloudWatchMetrics: [directive([['stage']], counted)],
});

const directive = (Dimensions: readonly (readonly string[])[], names: readonly string[], Unit?: string) => ({
  Namespace: 'Podium',
  Dimensions,
  Metrics: names.map((Name) => ({ Name, Unit })),
});
