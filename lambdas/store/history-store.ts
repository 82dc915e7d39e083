/** The history of sessions, in a table of its own: an item a change, sorted by the order of the writes. */
import { epochMs, later, toEpochSeconds, type EpochMs, type SessionId } from '../protocol/units.ts';
import type { Change, SessionChange } from '../session/changes.ts';
import { number, Reader, text, type Attributes } from './attributes.ts';
import { createDatabase, type DynamoDB } from './database.ts';
import { expression } from './expressions.ts';
import { stored } from './items.ts';

/** Stored attribute names. */
export const kept = {
  sessionId: stored.sessionId,
  order: 'sq',
  at: 'at',
  epoch: stored.epoch,
  speaker: 'sp',
  /** As JSON: nothing is ever asked for by what is in it. */
  change: 'ch',
  ttl: stored.ttl,
} as const;

export interface HistoryEntry extends Omit<SessionChange, 'at'> {
  readonly at: EpochMs;
  /** Hashed, as in the log: a history outlives the item, and no name is needed in it. */
  readonly speaker: string;
}

/** Why an operator ended the session, in the operator's words. */
export interface OperatorNote {
  readonly sessionId: SessionId;
  readonly at: EpochMs;
  readonly reason: string;
}

/** A stream's sequence numbers have up to 40 digits, and are to be sorted as text. */
const SEQUENCE_DIGITS = 40;
/** Sorted behind every sequence number. */
const NOTE = 'note#';
const DAY_MS = 86_400_000;

export type HistoryStore = ReturnType<typeof createHistoryStore>;

/** @param days for how long an entry is kept, from when it happened */
export function createHistoryStore({ client, tableName, days }: HistoryStoreOptions) {
  const database = createDatabase(client, tableName);
  const keep = async (item: Attributes, at: EpochMs) => {
    const ttl = number(toEpochSeconds(later(at, days * DAY_MS)));
    await database.put({ ...item, [kept.ttl]: ttl }, expression(`attribute_not_exists(${kept.order})`));
  };
  return {
    /**
     * Keeps an entry once, however often it comes: the stream delivers at least once. 1 write unit.
     * @param sequence of the write in the table's stream
     * @param index of the change within the write
     * @throws DatabaseUnavailable
     */
    keepChange({ sessionId, at, epoch, speaker, change }: HistoryEntry, sequence: string, index: number) {
      const item = {
        [kept.sessionId]: text(sessionId),
        [kept.order]: text(`${sequence.padStart(SEQUENCE_DIGITS, '0')}#${index}`),
        [kept.at]: number(at),
        [kept.epoch]: number(epoch),
        [kept.speaker]: text(speaker),
        [kept.change]: text(JSON.stringify(change)),
      };
      return keep(item, at);
    },

    /** 1 write unit. @throws DatabaseUnavailable */
    keepNote({ sessionId, at, reason }: OperatorNote) {
      const item = {
        [kept.sessionId]: text(sessionId),
        [kept.order]: text(`${NOTE}${at}`),
        [kept.at]: number(at),
        [kept.change]: text(reason),
      };
      return keep(item, at);
    },
  };
}

export interface HistoryStoreOptions {
  readonly client: DynamoDB;
  readonly tableName: string;
  readonly days: number;
}

/** @throws Error where the item is damaged */
export function fromKept(attributes: Attributes): HistoryEntry | OperatorNote {
  const read = new Reader(attributes);
  const sessionId = read.text(kept.sessionId) as SessionId;
  const at = epochMs(read.number(kept.at));
  if (read.text(kept.order).startsWith(NOTE)) return { sessionId, at, reason: read.text(kept.change) };
  return {
    sessionId,
    at,
    epoch: read.number(kept.epoch),
    speaker: read.text(kept.speaker),
    // Written above and nowhere else.
    change: JSON.parse(read.text(kept.change)) as Change,
  };
}
