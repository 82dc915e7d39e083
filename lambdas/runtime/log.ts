/** One structured line per outcome. What goes in is picked by type: no token, no body, no claim, no raw speaker. */
import { hash } from 'node:crypto';
import type { EpochMs, SpeakerId } from '../protocol/units.ts';
import type { Origin } from './closings.ts';
import { metricsOf, type Counts } from './metrics.ts';

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  /** The action, or the route of a lifecycle event. */
  readonly action: string;
  /** A message type or an error code. */
  readonly outcome: string;
  /** When the gateway had it; told in the metrics' part of the line only. */
  readonly at: EpochMs;
  /** The stage's name, as the gateway says it. */
  readonly stage: string;
  readonly connectionId: string;
  /** The gateway's id of the request. */
  readonly gatewayRequestId: string;
  /** The command's own id. */
  readonly requestId?: string | undefined;
  readonly speaker?: string | undefined;
  readonly durationMs: number;
  readonly sessionId?: string | undefined;
  readonly epoch?: number | undefined;
  /** Who closed the connection, with the gateway's code and reason, and how old it was. */
  readonly closedBy?: Origin | undefined;
  readonly ageMs?: number | undefined;
  readonly closeCode?: number | undefined;
  readonly closeReason?: string | undefined;
  /** What became of the word to the connection that lost the session. */
  readonly push?: string | undefined;
  readonly counts?: Counts;
  /** A defect's name and place, or the name of what made the database unavailable. */
  readonly error?: string | undefined;
}

export type Log = (line: LogLine) => void;

/** Lambda takes each line of standard output into the function's log group as it is, where the log's format is text. */
export const logToStdout = firstLineCold((text) => process.stdout.write(text));

/** A process that has said nothing yet is one that Lambda has just started. */
export function firstLineCold(write: (text: string) => void): Log {
  let coldStart: 1 | undefined = 1;
  return ({ at, counts, ...fields }) => {
    const counted = { ...counts, refused: fields.level === 'warn' ? 1 : undefined, coldStart };
    coldStart = undefined;
    const names = Object.entries(counted).flatMap(([name, count]) => (count === undefined ? [] : name));
    const metrics = metricsOf(at, names, fields.closedBy !== undefined);
    write(`${JSON.stringify({ ...fields, ...counted, _aws: metrics })}\n`);
  };
}

/** The same speaker is the same text in every line, and nobody's name. */
export const hashed = (speakerId: SpeakerId): string => hash('sha256', speakerId).slice(0, 16);
