/** Faults on demand: what the gateway does to replies and to `$disconnect` while somebody wants it to. */
import * as v from 'valibot';

const count = v.pipe(
  v.number('must be a number'),
  v.safeInteger('must be a whole number'),
  v.minValue(0, 'must not be negative'),
);
// setTimeout takes no longer span: it would fire at once.
const milliseconds = v.pipe(count, v.maxValue(2 ** 31 - 1, 'must be at most 2147483647'));
const flag = v.boolean('must be true or false');

const fields = v.strictObject(
  {
    /** Closes the socket so long after each reply. */
    closeAfterReplyMs: v.optional(milliseconds),
    /** So many replies, from now on, are never sent. */
    dropReplies: v.optional(count),
    /** Each reply leaves so much later. */
    delayRepliesMs: v.optional(milliseconds),
    /** `$disconnect` is not called. */
    loseDisconnect: v.optional(flag),
    /** `$disconnect` is called so much later. */
    delayDisconnectMs: v.optional(milliseconds),
    /** `$disconnect` is called twice. */
    duplicateDisconnect: v.optional(flag),
    /** So many of the next database calls fail; `applied` says whether they take effect all the same. */
    databaseErrors: v.optional(v.strictObject({ count, applied: flag }, 'must be {count, applied}')),
  },
  'must be one JSON object',
);

/** What `POST /_local/faults` takes: any of these, nothing else. */
export const faultsSchema = v.pipe(
  v.custom<object>((body) => !Array.isArray(body), 'must be one JSON object'),
  fields,
);

export type FaultSettings = v.InferOutput<typeof faultsSchema>;
export type GatewayFaults = Omit<FaultSettings, 'databaseErrors'>;

/** What becomes of one reply. */
export interface ReplyFate {
  readonly dropped: boolean;
  readonly delayMs: number;
  /** How long after the reply the connection is closed; undefined leaves it open, as API Gateway does. */
  readonly closeAfterMs: number | undefined;
}

export interface FaultInjector {
  settings(): GatewayFaults;
  /** Fields that are not given stay as they are. */
  add(faults: GatewayFaults): void;
  clear(): void;
  /** Decides on the next reply; a dropped one counts. */
  nextReply(): ReplyFate;
  /** When `$disconnect` is called: a delay for each call, none where it is lost. */
  disconnectDelaysMs(): number[];
}

export function createFaultInjector(): FaultInjector {
  let settings: GatewayFaults = {};
  return {
    settings: () => settings,
    add: (faults) => {
      settings = { ...settings, ...faults };
    },
    clear: () => {
      settings = {};
    },
    nextReply() {
      const { dropReplies = 0, delayRepliesMs = 0, closeAfterReplyMs } = settings;
      const dropped = dropReplies > 0;
      if (dropped) settings = { ...settings, dropReplies: dropReplies - 1 };
      return { dropped, delayMs: delayRepliesMs, closeAfterMs: closeAfterReplyMs };
    },
    disconnectDelaysMs() {
      const { loseDisconnect, delayDisconnectMs = 0, duplicateDisconnect } = settings;
      if (loseDisconnect) return [];
      return duplicateDisconnect ? [delayDisconnectMs, delayDisconnectMs] : [delayDisconnectMs];
    },
  };
}
