/** What a piece of work takes, as numbers that add up. All of them were counted, none is an estimate. */

export const nothing = {
  /** Of the table of the sessions. */
  readUnits: 0,
  writeUnits: 0,
  databaseCalls: 0,
  /** To `@connections`. */
  posts: 0,
  /** Of functions, the authorizer included; that of the stream's function is counted by records. */
  invocations: 0,
  /** Of those, the ones of a function with a whole processor. */
  wholeProcessor: 0,
  /** As API Gateway bills them: one for each 32 KB that is begun. */
  messagesIn: 0,
  messagesOut: 0,
  /** Of the messages, without what carries them. */
  bytesIn: 0,
  bytesOut: 0,
  /** Handshakes, messages and closings that the gateway logs. */
  gatewayRequests: 0,
  /** Of the functions' own lines. */
  logBytes: 0,
  /** Writes that the stream hands to the function that keeps the history, and what that writes. */
  streamRecords: 0,
  historyUnits: 0,
};

export type Counter = keyof typeof nothing;
export type Tally = Readonly<Record<Counter, number>>;

export const counters = Object.keys(nothing) as readonly Counter[];

/** Those that are the same however long a number in a message happens to be. */
export const exactCounters = counters.filter((name) => !name.endsWith('Bytes') && !name.startsWith('bytes'));

const each = (of: (name: Counter) => number): Tally =>
  Object.fromEntries(counters.map((name) => [name, of(name)])) as Tally;

export const sum = (...tallies: readonly Tally[]): Tally =>
  each((name) => tallies.reduce((total, tally) => total + tally[name], 0));

export const times = (tally: Tally, factor: number): Tally => each((name) => tally[name] * factor);

export const difference = (one: Tally, other: Tally): Tally => sum(one, times(other, -1));
