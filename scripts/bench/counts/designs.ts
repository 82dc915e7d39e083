/** Other ways to keep a session alive: what each takes for one sign of life. The units are held against an engine by a test. */
import { nothing, times, type Tally } from './tally.ts';

export interface Design {
  readonly name: string;
  readonly heartbeatSeconds: number;
  readonly heartbeat: Tally;
}

/** A message in, a function, and a message out where it is answered. None logs anything itself. */
const asked: Tally = { ...nothing, messagesIn: 1, invocations: 1, gatewayRequests: 1 };
const answered: Tally = { ...asked, messagesOut: 1 };

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html */
export const sign = {
  /** One write of one item. */
  write: { ...answered, writeUnits: 1, databaseCalls: 1 },
  /** A strong read, a decision in the function, a write. */
  readThenWrite: { ...answered, readUnits: 1, writeUnits: 1, databaseCalls: 2 },
  /** Session and connection in one transaction: two units an item. */
  transaction: { ...answered, writeUnits: 4, databaseCalls: 1 },
  /** The connection's item, and its copy in the index by speaker. */
  indexed: { ...answered, writeUnits: 2, databaseCalls: 1 },
  /** No lease: the message is all there is. */
  keepAlive: asked,
} as const satisfies Record<string, Tally>;

const USUAL_SECONDS = 30;
const PODIUM_SECONDS = 120;

export const readThenWrite: Design = {
  name: 'read, then write',
  heartbeatSeconds: USUAL_SECONDS,
  heartbeat: sign.readThenWrite,
};

const oneWrite: Design = {
  name: 'one write',
  heartbeatSeconds: USUAL_SECONDS,
  heartbeat: sign.write,
};

export const others: readonly Design[] = [
  { name: 'transaction of two items', heartbeatSeconds: USUAL_SECONDS, heartbeat: sign.transaction },
  readThenWrite,
  { name: 'connections table with index', heartbeatSeconds: USUAL_SECONDS, heartbeat: sign.indexed },
  oneWrite,
  // What the design alone makes, where the interval is Podium's.
  { ...readThenWrite, heartbeatSeconds: PODIUM_SECONDS },
  { ...oneWrite, heartbeatSeconds: PODIUM_SECONDS },
  {
    name: 'keep-alive without lease or answer',
    heartbeatSeconds: PODIUM_SECONDS,
    heartbeat: sign.keepAlive,
  },
];

/**
 * An hour of nothing else: it moves to no other connection, and begins and ends nothing.
 * @param answerBytes of each answer
 */
export function hourOfDesign({ heartbeat, heartbeatSeconds }: Design, answerBytes: number): Tally {
  const hour = times(heartbeat, 3_600 / heartbeatSeconds);
  return { ...hour, bytesOut: hour.messagesOut * answerBytes };
}
