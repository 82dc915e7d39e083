/** How somebody finds a session by its name, and comes to be on its list. */
import type { ConnectionId, EpochMs, SessionId } from '../protocol/units.ts';
import { findLive, type Refusal } from '../session/decision.ts';
import type { SpeakerItem } from '../session/speaker-item.ts';
import { number, text, textSet } from './attributes.ts';
import { createDatabase, type DynamoDB } from './database.ts';
import { expression } from './expressions.ts';
import { listenersKey, roster, stored } from './items.ts';
import { findReservation } from './reservation.ts';
import { createRosterStore, rosterOf, type Roster } from './roster-store.ts';
import { readItem } from './settle.ts';

/** A session as somebody finds it who knows its name. */
export interface Followed {
  readonly item: SpeakerItem;
  readonly roster: Roster;
}

export type Following =
  | ({ readonly kind: 'found' } & Followed)
  | {
      readonly kind: 'refused';
      readonly refusal: Refusal | { readonly code: 'SESSION_FULL' };
      /** Nobody ever had the name: it was guessed, or mistyped. */
      readonly neverWas?: true;
    };

export type ListenerStore = ReturnType<typeof createListenerStore>;

/** Every operation throws DatabaseUnavailable where the database refused or timed out. */
export function createListenerStore({ client, tableName }: { client: DynamoDB; tableName: string }) {
  const database = createDatabase(client, tableName);
  const rosters = createRosterStore({ client, tableName });

  return {
    /**
     * The connection is on the list before the session is read: every frame that is claimed after that read is pushed to
     * it. 2 read units, and a write unit a KB of the list.
     * @param most how many may follow one session
     */
    async join(sessionId: SessionId, by: ConnectionId, now: EpochMs, most: number): Promise<Following> {
      const reserved = await findReservation(database, sessionId);
      if (reserved === undefined) return notFound;
      const result = await database.update(listenersKey(sessionId), {
        guard: expression(
          `attribute_not_exists(${roster.connections}) OR contains(${roster.connections}, :me) OR size(${roster.connections}) < :most`,
          { ':me': text(by), ':most': number(most) },
        ),
        update: expression(`SET ${stored.ttl} = :ttl ADD ${roster.connections} :joining`, {
          ':ttl': number(reserved.ttl),
          ':joining': textSet([by]),
        }),
      });
      if (!result.written) return { kind: 'refused', refusal: { code: 'SESSION_FULL' } };
      const before = rosterOf(result.before);
      const found = findLive(await readItem(database, reserved.speakerId), sessionId, now);
      if ('live' in found)
        return { kind: 'found', item: found.live, roster: { ...before, connectionIds: withOne(before, by) } };
      await rosters.remove(sessionId, [by]);
      return refusedAs(found);
    },

    /** 2 read units for the session, and one for each 4 KB of its list. */
    async look(sessionId: SessionId, now: EpochMs): Promise<Following> {
      const reserved = await findReservation(database, sessionId);
      if (reserved === undefined) return notFound;
      const [item, listeners] = await Promise.all([
        readItem(database, reserved.speakerId),
        database.read(listenersKey(sessionId)),
      ]);
      const found = findLive(item, sessionId, now);
      return 'live' in found
        ? { kind: 'found', item: found.live, roster: rosterOf(listeners) }
        : refusedAs(found);
    },
  };
}

const notFound: Following = { kind: 'refused', refusal: { code: 'SESSION_NOT_FOUND' }, neverWas: true };

function refusedAs({ refused }: Extract<ReturnType<typeof findLive>, { refused: unknown }>): Following {
  if (refused.kind !== 'refuse') throw new Error('A session that is not live is refused.');
  return { kind: 'refused', refusal: refused.refusal };
}

const withOne = ({ connectionIds }: Roster, one: ConnectionId): readonly ConnectionId[] =>
  connectionIds.includes(one) ? connectionIds : [...connectionIds, one];
