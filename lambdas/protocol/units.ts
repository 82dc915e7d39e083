/** Units and identifiers as types of their own, so that milliseconds never meet seconds unnoticed. */

declare const brand: unique symbol;
type Branded<T, B extends string> = T & { readonly [brand]: B };

/** Milliseconds since 1970, as the gateway's `requestTimeEpoch` and every field of the wire. */
export type EpochMs = Branded<number, 'EpochMs'>;
/** Seconds since 1970. Only DynamoDB's TTL attribute and a token's `exp` are written so. */
export type EpochSeconds = Branded<number, 'EpochSeconds'>;
/** A span in milliseconds. */
export type DurationMs = Branded<number, 'DurationMs'>;

/** The token's `sub`. Never a field of a message. */
export type SpeakerId = Branded<string, 'SpeakerId'>;
/** `adjective-noun-number`, made by the server alone. */
export type SessionId = Branded<string, 'SessionId'>;
/** Given by the gateway. Never a field of a message. */
export type ConnectionId = Branded<string, 'ConnectionId'>;
/** UUID of one page in one tab. */
export type ClientId = Branded<string, 'ClientId'>;
/** UUID of one command; its retries carry the same. */
export type RequestId = Branded<string, 'RequestId'>;

export const epochMs = (value: number): EpochMs => value as EpochMs;
export const epochSeconds = (value: number): EpochSeconds => value as EpochSeconds;
export const durationMs = (value: number): DurationMs => value as DurationMs;

/** The instant `span` after `instant`. */
export const later = (instant: EpochMs, span: number): EpochMs => epochMs(instant + span);
export const latest = (a: EpochMs, b: EpochMs): EpochMs => epochMs(Math.max(a, b));
export const earliest = (a: EpochMs, b: EpochMs): EpochMs => epochMs(Math.min(a, b));
/** Whole seconds, rounded up: a TTL never fires before the instant it stands for. */
export const toEpochSeconds = (instant: EpochMs): EpochSeconds => epochSeconds(Math.ceil(instant / 1000));
export const fromEpochSeconds = (instant: EpochSeconds): EpochMs => epochMs(instant * 1000);
