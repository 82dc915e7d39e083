/** The lines of the history's function: in the log of a stage like all others, though behind them is no request. */
import type { EpochMs } from '../protocol/units.ts';
import { countersOf, type Counter } from './metrics.ts';

/** Nothing of the item: a record is found again in the stream by its number. */
export interface HistoryLogLine {
  readonly level: 'error';
  readonly action: 'history';
  readonly outcome: 'skipped' | 'retried';
  readonly sequence: string;
  readonly error: string;
}

export interface HistoryLogOptions {
  readonly stage: string;
  /** A record may be a day old; an alarm looks at the last minutes, so what counts is when it is found out. */
  readonly now: () => EpochMs;
  readonly write: (text: string) => void;
}

/** Counted is what is lost for good. What comes again shows as age of the stream. */
export const historyLog =
  ({ stage, now, write }: HistoryLogOptions) =>
  (line: HistoryLogLine): void => {
    const skipped: Counter = 'historySkipped';
    const counted =
      line.outcome === 'skipped' ? { [skipped]: 1, _aws: countersOf(now(), [skipped]) } : undefined;
    write(`${JSON.stringify({ ...line, stage, ...counted })}\n`);
  };
