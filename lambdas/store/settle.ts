/** The way of a blind write: write, learn what was there, let the rule judge; where a rival came first, again. */
import type { SpeakerId } from '../protocol/units.ts';
import type { Decision } from '../session/decision.ts';
import type { SpeakerItem } from '../session/speaker-item.ts';
import type { Attributes } from './attributes.ts';
import { DatabaseUnavailable, type Database } from './database.ts';
import { fromAttributes, speakerKey } from './items.ts';
import type { Write } from './writes.ts';

/** `commit` with what was there before: so a push knows who lost the session. */
export type Outcome = (
  | {
      readonly kind: 'commit';
      readonly before: SpeakerItem | undefined;
      readonly next: SpeakerItem;
    }
  | Exclude<Decision, { kind: 'commit' }>
) & {
  /** How many writes lost to others before it came to this; absent where none did. */
  readonly conflicts?: number;
};

/** The item that the answer is given from: as written, or as found where there was nothing to write. */
export const itemToAnswerFrom = (outcome: Exclude<Outcome, { kind: 'refuse' }>): SpeakerItem =>
  outcome.kind === 'commit' ? outcome.next : outcome.item;

/** A decision overtaken this often is given up; the client asks again. */
export const ROUNDS = 3;

export const itemOf = (speakerId: SpeakerId, attributes: Attributes | undefined): SpeakerItem | undefined =>
  attributes === undefined ? undefined : fromAttributes(speakerId, attributes);

/** 1 read unit. @throws DatabaseUnavailable */
export const readItem = async (database: Database, speakerId: SpeakerId): Promise<SpeakerItem | undefined> =>
  itemOf(speakerId, await database.read(speakerKey(speakerId)));

/**
 * Writes blind; an item that the guard refused is what the next decision, and write, start from.
 * @throws DatabaseUnavailable
 */
export async function settle(
  database: Database,
  speakerId: SpeakerId,
  decide: (item: SpeakerItem | undefined) => Decision,
  write: (seen?: { readonly item: SpeakerItem; readonly next: SpeakerItem }) => Write,
  rounds = ROUNDS,
): Promise<Outcome> {
  let next = write();
  for (let round = 0; round < rounds; round += 1) {
    const result = await database.update(speakerKey(speakerId), next);
    const item = itemOf(speakerId, result.written ? result.before : result.lostTo);
    const decision = decide(item);
    if (result.written) return afterConflicts(round, committed(item, decision));
    if (decision.kind !== 'commit' || item === undefined)
      return afterConflicts(round, decision as Exclude<Decision, { kind: 'commit' }>);
    next = write({ item, next: decision.next });
  }
  throw overtaken(rounds);
}

export const afterConflicts = (conflicts: number, outcome: Outcome): Outcome =>
  conflicts === 0 ? outcome : { ...outcome, conflicts };

export const overtaken = (conflicts: number): DatabaseUnavailable =>
  new DatabaseUnavailable('Other writes came first every time.', { conflicts });

/** The guard let the write through, so the rule must say the same of the item that it was written over. */
function committed(before: SpeakerItem | undefined, decision: Decision): Outcome {
  if (decision.kind !== 'commit')
    throw new Error(`A guard let through what its rule calls ${decision.kind}.`);
  return { ...decision, before };
}
