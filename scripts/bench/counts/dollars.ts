/** From counts to dollars: the same for every design. */
import { assumed, othersLines, prices } from './prices.ts';
import type { Tally } from './tally.ts';

/** Of a million of what was counted: the prices are by the million. */
export interface Dollars {
  readonly messages: number;
  readonly connection: number;
  /** To the pages. */
  readonly dataOut: number;
  readonly database: number;
  readonly requests: number;
  readonly time: number;
  /** What the stream's function takes, and writes. */
  readonly history: number;
  readonly logs: number;
}

/** @param connectionMinutes of speaker and listeners together */
export function dollarsOf(tally: Tally, connectionMinutes: number): Dollars {
  const batches = tally.streamRecords / assumed.recordsABatch;
  const ordinary = tally.invocations - tally.wholeProcessor;
  const gbMs =
    ordinary * assumed.invocationMs * assumed.memoryGb +
    (tally.wholeProcessor * assumed.invocationMs + (tally.posts / assumed.postsAtOnce) * assumed.postMs) *
      assumed.wholeProcessorGb;
  const logBytes =
    tally.logBytes +
    (tally.invocations + batches) * othersLines.lambda.length +
    tally.gatewayRequests * othersLines.gateway.length;
  return {
    messages: (tally.messagesIn + tally.messagesOut) * prices.message.dollars,
    connection: connectionMinutes * prices.connectionMinute.dollars,
    dataOut: tally.bytesOut * prices.byteOut.dollars,
    database: tally.writeUnits * prices.writeUnit.dollars + tally.readUnits * prices.readUnit.dollars,
    requests: tally.invocations * prices.request.dollars,
    time: inGbSeconds(gbMs),
    history:
      batches * prices.request.dollars +
      inGbSeconds(batches * assumed.batchMs * assumed.memoryGb) +
      tally.historyUnits * prices.writeUnit.dollars,
    logs: logBytes * prices.logByte.dollars,
  };
}

const inGbSeconds = (gbMs: number) => (gbMs / 1_000) * prices.gigabyteSecond.dollars;

export const together = ({ logs, ...rest }: Dollars) => {
  const withoutLogs = Object.values(rest).reduce((total, part) => total + part, 0);
  return { withoutLogs, withLogs: withoutLogs + logs };
};
