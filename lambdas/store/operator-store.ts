/** What an operator does to a session, by its name. No speaker's terms are needed for it. */
import type { SessionId, SpeakerId } from '../protocol/units.ts';
import { decideEndByOperator } from '../session/end.ts';
import type { SpeakerItem } from '../session/speaker-item.ts';
import { createDatabase, type DynamoDB } from './database.ts';
import { findReservation } from './reservation.ts';
import { readItem, settle, type Outcome } from './settle.ts';
import { writeEndByOperator } from './writes.ts';

export type OperatorStore = ReturnType<typeof createOperatorStore>;

/** Every operation throws DatabaseUnavailable where the database refused or timed out. */
export function createOperatorStore({ client, tableName }: { client: DynamoDB; tableName: string }) {
  const database = createDatabase(client, tableName);
  return {
    /**
     * 2 read units. A name is reserved before a session bears it, and a newer session takes the item over: both items
     * have to agree.
     * @returns undefined where no speaker has that session (any more)
     */
    async findSession(sessionId: SessionId): Promise<SpeakerItem | undefined> {
      const reserved = await findReservation(database, sessionId);
      if (reserved === undefined) return undefined;
      const item = await readItem(database, reserved.speakerId);
      return item?.sessionId === sessionId ? item : undefined;
    },

    /** What the speaker has by now, if anything: for whoever follows a session that was found. 1 read unit. */
    findSpeaker(speakerId: SpeakerId): Promise<SpeakerItem | undefined> {
      return readItem(database, speakerId);
    },

    /**
     * Ends the session in the epoch that was seen; its owner is told by whoever calls. 1 write unit.
     * @param seen what the operator was shown: a session that passed on since is left alone
     */
    endSession({ speakerId, ...seen }: SpeakerItem): Promise<Outcome> {
      return settle(
        database,
        speakerId,
        (item) => decideEndByOperator(item, seen),
        () => writeEndByOperator(seen),
      );
    },
  };
}
