/** The operations on a speaker's item: the rules decide, one conditional write commits, the answer follows it. */
import type { ClientMessage } from '../protocol/client-messages.ts';
import type { EpochMs, SessionId } from '../protocol/units.ts';
import { decideCreate } from '../session/create.ts';
import { closedBy, decideDisconnect, type Closing } from '../session/disconnect.ts';
import { decideEnd } from '../session/end.ts';
import { decideSendFrames } from '../session/frames.ts';
import { ownerOf } from '../session/ownership.ts';
import { decideResume } from '../session/resume.ts';
import { REMEMBERED_CONNECTIONS, type SpeakerItem } from '../session/speaker-item.ts';
import { graceLease, longestAge, renewedLease, type Caller, type Terms } from '../session/terms.ts';
import { decideHeartbeat, decideUpdate } from '../session/update.ts';
import { createDatabase, type DynamoDB } from './database.ts';
import { speakerKey } from './items.ts';
import { reserveName } from './reservation.ts';
import { afterConflicts, itemOf, overtaken, readItem, ROUNDS, settle, type Outcome } from './settle.ts';
import * as writes from './writes.ts';

/**
 * Nobody asks again for a `$disconnect`, so it has rounds enough: after the owner's two writes (lease raised, lease
 * kept) each further loss is a takeover that moved the connection one slot on, until it is forgotten.
 */
export const DISCONNECT_ROUNDS = 2 + REMEMBERED_CONNECTIONS;

export interface SpeakerStoreOptions {
  readonly client: DynamoDB;
  readonly tableName: string;
  readonly terms: Terms;
}

export type SpeakerStore = ReturnType<typeof createSpeakerStore>;

/** Every operation throws DatabaseUnavailable where the database refused or timed out. */
export function createSpeakerStore({ client, tableName, terms }: SpeakerStoreOptions) {
  const database = createDatabase(client, tableName);

  return {
    /**
     * ≤ 1 read unit and 2 write units; 1 and 1 where a newer socket of the client takes its session over.
     * @param makeName another readable name at each call
     */
    async createSession(
      message: ClientMessage<'createSession'>,
      caller: Caller,
      now: EpochMs,
      makeName: () => SessionId,
    ): Promise<Outcome> {
      const reserve = () =>
        reserveName(database, makeName, caller.speakerId, message, longestAge(terms, now));
      // A client's first socket cannot have a session on an older one: its name is reserved beside the read.
      let [item, name] = await Promise.all([
        readItem(database, caller.speakerId),
        message.connectionNumber === 1 ? reserve() : undefined,
      ]);
      for (let round = 0; round < ROUNDS; round += 1) {
        let decision = decideCreate(item, message, caller, terms, now, name);
        if (decision.kind === 'needsName') {
          name = await reserve();
          decision = decideCreate(item, message, caller, terms, now, name);
        }
        if (decision.kind === 'needsName') throw new Error('A reserved name was asked for again.');
        if (decision.kind !== 'commit') return afterConflicts(round, decision);
        const write = writes.writeDecided(item, decision.next);
        const result = await database.update(speakerKey(caller.speakerId), write);
        if (result.written)
          return afterConflicts(round, { kind: 'commit', before: item, next: decision.next });
        item = itemOf(caller.speakerId, result.lostTo);
      }
      throw overtaken(ROUNDS);
    },

    /** 1 write unit. */
    resumeSession(message: ClientMessage<'resumeSession'>, caller: Caller, now: EpochMs): Promise<Outcome> {
      const by = ownerOf(caller, message);
      const connection = { connectionId: caller.connectionId, epoch: 0, openedAt: caller.connectedAt };
      const until = renewedLease(terms, caller, now);
      return settle(
        database,
        caller.speakerId,
        (item) => decideResume(item, message, caller, terms, now),
        (seen) => writes.writeResume(message, by, connection, leaseAfter(seen, until), now),
      );
    },

    /** 1 write unit. */
    updateSession(message: ClientMessage<'updateSession'>, caller: Caller, now: EpochMs): Promise<Outcome> {
      const until = renewedLease(terms, caller, now);
      return settle(
        database,
        caller.speakerId,
        (item) => decideUpdate(item, message, caller, terms, now),
        (seen) => writes.writeUpdate(message, caller.connectionId, leaseAfter(seen, until), now),
      );
    },

    /** 1 write unit. */
    heartbeat(message: ClientMessage<'heartbeat'>, caller: Caller, now: EpochMs): Promise<Outcome> {
      const until = renewedLease(terms, caller, now);
      return settle(
        database,
        caller.speakerId,
        (item) => decideHeartbeat(item, message, caller, terms, now),
        () => writes.writeHeartbeat(message, caller.connectionId, until, now),
      );
    },

    /** 1 write unit; none where the message was claimed before and renews no lease. */
    sendFrames(message: ClientMessage<'sendFrames'>, caller: Caller, now: EpochMs): Promise<Outcome> {
      const until = renewedLease(terms, caller, now);
      return settle(
        database,
        caller.speakerId,
        (item) => decideSendFrames(item, message, caller, terms, now),
        (seen) => {
          const isNew = seen === undefined || seen.next.claimedSeq > seen.item.claimedSeq;
          const seqs = isNew ? 'raise' : 'keep';
          return writes.writeClaim(message, caller.connectionId, seqs, leaseAfter(seen, until), now);
        },
      );
    },

    /** 1 write unit. */
    endSession(message: ClientMessage<'endSession'>, caller: Caller, now: EpochMs): Promise<Outcome> {
      return settle(
        database,
        caller.speakerId,
        (item) => decideEnd(item, message, now),
        () => writes.writeEnd(message, now),
      );
    },

    /** 1 write unit; one more where the connection is not the owner of a live session (any more). */
    disconnect(closing: Closing, caller: Caller, now: EpochMs): Promise<Outcome> {
      const until = graceLease(terms, caller, now);
      const closed = { at: now, code: closing.code, by: closedBy(closing) };
      const { connectionId } = caller;
      return settle(
        database,
        caller.speakerId,
        (item) => decideDisconnect(item, closing, caller, terms, now),
        (seen) => {
          if (seen === undefined) {
            // The likelier of the two: a lease renewed in time outlasts a shorter grace.
            const kind = terms.leaseMs > terms.graceMs ? 'keep' : 'raise';
            return writes.writeInterrupted(connectionId, closed, { kind, until }, now);
          }
          if (seen.next.status !== seen.item.status)
            return writes.writeInterrupted(connectionId, closed, leaseAfter(seen, until), now);
          const index = seen.next.connections.findIndex((fact, at) => fact !== seen.item.connections[at]);
          return writes.writeClosedFact(index, connectionId, closed, now);
        },
        DISCONNECT_ROUNDS,
      );
    },
  };
}

/** Before the item was seen, the usual case: the lease rises with time. */
function leaseAfter(
  seen: { readonly item: SpeakerItem; readonly next: SpeakerItem } | undefined,
  until: EpochMs,
): writes.Lease {
  const rises = seen === undefined || seen.next.leaseUntil > seen.item.leaseUntil;
  return { kind: rises ? 'raise' : 'keep', until };
}
