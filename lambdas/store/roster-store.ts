/** Who is pushed what a session says: one item beside the speaker's, which no listener ever writes. */
import { epochMs, type ConnectionId, type EpochMs, type SessionId } from '../protocol/units.ts';
import { number, Reader, textSet, type Attributes } from './attributes.ts';
import { createDatabase, type DynamoDB } from './database.ts';
import { allOf, expression, type Expression } from './expressions.ts';
import { listenersKey, roster, stored } from './items.ts';

/** What the listeners of a session were told last. */
export interface Told {
  readonly at: EpochMs;
  readonly listenerCount: number;
  readonly leaseUntil: EpochMs;
}

export interface Roster {
  readonly connectionIds: readonly ConnectionId[];
  /** Absent until they were told something. */
  readonly told?: Told;
}

export type RosterStore = ReturnType<typeof createRosterStore>;

/** Every operation throws DatabaseUnavailable where the database refused or timed out. */
export function createRosterStore({ client, tableName }: { client: DynamoDB; tableName: string }) {
  const database = createDatabase(client, tableName);
  return {
    /** Strongly consistent: who joined before this was asked is on it. One read unit for each 4 KB. */
    async read(sessionId: SessionId): Promise<Roster> {
      return rosterOf(await database.read(listenersKey(sessionId)));
    },

    /**
     * A write unit a KB of the list, also where none of them is on it; the local engines count one then. Without a list there
     * is nothing to take away; a bare removal would make an item.
     * @returns the list without them
     */
    async remove(sessionId: SessionId, connectionIds: readonly ConnectionId[]): Promise<Roster> {
      const result = await database.update(listenersKey(sessionId), {
        guard: expression(`attribute_exists(${roster.connections})`),
        update: expression(`DELETE ${roster.connections} :leaving`, { ':leaving': textSet(connectionIds) }),
      });
      const before = rosterOf(result.written ? result.before : result.lostTo);
      const leaving = new Set(connectionIds);
      return { ...before, connectionIds: before.connectionIds.filter((each) => !leaving.has(each)) };
    },

    /** @returns who is to be told; undefined where somebody else told them meanwhile. A write unit a KB of the list. */
    async tell(sessionId: SessionId, before: Told | undefined, told: Told): Promise<Roster | undefined> {
      const result = await database.update(listenersKey(sessionId), {
        guard: toldAs(before),
        update: expression(
          `SET ${roster.toldAt} = :at, ${roster.toldCount} = :count, ${roster.toldLease} = :lease`,
          { ':at': number(told.at), ':count': number(told.listenerCount), ':lease': number(told.leaseUntil) },
        ),
      });
      return result.written ? { ...rosterOf(result.before), told } : undefined;
    },
  };
}

/** Of an item that is there: one that TTL took away is not made again by a word about it. */
const toldAs = (before: Told | undefined): Expression =>
  allOf(
    expression(`attribute_exists(${stored.key})`),
    before === undefined
      ? expression(`attribute_not_exists(${roster.toldAt})`)
      : expression(`${roster.toldAt} = :toldAt`, { ':toldAt': number(before.at) }),
  );

/** The item as it was read; none is an empty list. */
export function rosterOf(attributes: Attributes | undefined): Roster {
  if (attributes === undefined) return { connectionIds: [] };
  const read = new Reader(attributes);
  return {
    connectionIds: read.textSet(roster.connections) as readonly ConnectionId[],
    ...(read.has(roster.toldAt) && {
      told: {
        at: epochMs(read.number(roster.toldAt)),
        listenerCount: read.number(roster.toldCount),
        leaseUntil: epochMs(read.number(roster.toldLease)),
      },
    }),
  };
}
