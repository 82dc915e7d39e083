/** For how long a session lives, and the arithmetic of its lease. */
import { earliest, epochMs, later, type DurationMs, type EpochMs } from '../protocol/units.ts';
import type { SpeakerItem } from './speaker-item.ts';

/** What a stage grants its speakers. */
export interface Terms {
  /** From the speaker's last word. */
  readonly leaseMs: DurationMs;
  /** From a known disconnect, and beyond the end of the token that renewed the lease. */
  readonly graceMs: DurationMs;
  /** The longest age of a session. */
  readonly sessionMs: DurationMs;
  /** Stored times are later than told ones by this much, since gateway hosts' clocks differ. */
  readonly skewMs: DurationMs;
  /** Sessions that one speaker may create in an hour; 0 means any number. */
  readonly createLimit: number;
}

/** Who speaks, by the gateway's word: never by the message's. */
export interface Caller {
  readonly speakerId: SpeakerItem['speakerId'];
  readonly connectionId: SpeakerItem['owner']['connectionId'];
  readonly connectedAt: EpochMs;
  readonly tokenExpiresAt: EpochMs;
}

/** The stored lease after an accepted word at `now`. It never outlives its token by more than the grace. */
export function renewedLease(terms: Terms, caller: Caller, now: EpochMs): EpochMs {
  return later(
    earliest(later(now, terms.leaseMs), later(caller.tokenExpiresAt, terms.graceMs)),
    terms.skewMs,
  );
}

/** The stored lease that a known disconnect at `now` leaves at least. */
export function graceLease(terms: Terms, caller: Caller, now: EpochMs): EpochMs {
  return later(earliest(now, caller.tokenExpiresAt), terms.graceMs + terms.skewMs);
}

/** The stored end of the longest age of a session created at `now`. */
export const longestAge = (terms: Terms, now: EpochMs): EpochMs => later(now, terms.sessionMs + terms.skewMs);

/** The times as a speaker is told them: without the allowance, and the lease within the longest age. */
export function toldTimes(item: SpeakerItem, terms: Terms): { leaseUntil: EpochMs; expiresAt: EpochMs } {
  const told = (stored: EpochMs) => epochMs(stored - terms.skewMs);
  return { leaseUntil: told(earliest(item.leaseUntil, item.expiresAt)), expiresAt: told(item.expiresAt) };
}
