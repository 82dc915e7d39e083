/** One structured line per outcome. What goes in is picked by type: no token, no body, no claim, no raw speaker. */
import { hash } from 'node:crypto';
import type { SpeakerId } from '../protocol/units.ts';

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  /** The action, or the route of a lifecycle event. */
  readonly action: string;
  /** A message type or an error code. */
  readonly outcome: string;
  readonly connectionId: string;
  /** The gateway's id of the request. */
  readonly gatewayRequestId: string;
  /** The command's own id. */
  readonly requestId?: string | undefined;
  readonly speaker?: string | undefined;
  readonly durationMs: number;
  readonly sessionId?: string | undefined;
  readonly epoch?: number | undefined;
  /** Who closed the connection, with the gateway's code and reason. */
  readonly closedBy?: string | undefined;
  readonly closeCode?: number | undefined;
  readonly closeReason?: string | undefined;
  /** What became of the word to the connection that lost the session. */
  readonly push?: string | undefined;
  /** A defect's name and place, or the name of what made the database unavailable. */
  readonly error?: string | undefined;
}

export type Log = (line: LogLine) => void;

/** Lambda writes each line of standard output to the function's log group. */
export const logToStdout: Log = (line) => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

/** The same speaker is the same text in every line, and nobody's name. */
export const hashed = (speakerId: SpeakerId): string => hash('sha256', speakerId).slice(0, 16);
