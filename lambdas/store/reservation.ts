/** The reservation of a session's name: it is taken before a session bears it. */
import type { ClientMessage } from '../protocol/client-messages.ts';
import {
  epochSeconds,
  type EpochMs,
  type EpochSeconds,
  type SessionId,
  type SpeakerId,
} from '../protocol/units.ts';
import { Reader, text, uuid } from './attributes.ts';
import { DatabaseUnavailable, type Database } from './database.ts';
import { expression } from './expressions.ts';
import { reservation, sessionKey, stored, ttlAttribute } from './items.ts';

/** With more than 10^9 names a second clash in a row is not chance. */
export const NAME_ATTEMPTS = 2;

/**
 * Takes a name that nobody else has. One that its session never came to bear (a lost race) is left to its TTL:
 * to delete it by hand could free the name of a write that is still under way. 1 write unit, another a clash.
 * @throws DatabaseUnavailable
 */
export async function reserveName(
  database: Database,
  makeName: () => SessionId,
  speakerId: SpeakerId,
  { requestId }: Pick<ClientMessage<'createSession'>, 'requestId'>,
  expiresAt: EpochMs,
): Promise<SessionId> {
  for (let attempt = 0; attempt < NAME_ATTEMPTS; attempt += 1) {
    const name = makeName();
    const item = {
      ...sessionKey(name),
      [reservation.speaker]: text(speakerId),
      [reservation.requestId]: uuid(requestId),
      [stored.ttl]: ttlAttribute(expiresAt),
    };
    const mine = `${reservation.speaker} = :speaker AND ${reservation.requestId} = :request`;
    const guard = expression(`attribute_not_exists(${stored.key}) OR (${mine})`, {
      ':speaker': text(speakerId),
      ':request': uuid(requestId),
    });
    if (await database.put(item, guard)) return name;
  }
  throw new DatabaseUnavailable(`No free name after ${NAME_ATTEMPTS} attempts.`);
}

/** Whose a name is, and until when it is kept. */
export interface Reservation {
  readonly speakerId: SpeakerId;
  readonly ttl: EpochSeconds;
}

/** 1 read unit. That a name is reserved does not mean that a session bears it. @throws DatabaseUnavailable */
export async function findReservation(
  database: Database,
  sessionId: SessionId,
): Promise<Reservation | undefined> {
  const attributes = await database.read(sessionKey(sessionId));
  if (attributes === undefined) return undefined;
  const read = new Reader(attributes);
  return {
    speakerId: read.text(reservation.speaker) as SpeakerId,
    ttl: epochSeconds(read.number(stored.ttl)),
  };
}
