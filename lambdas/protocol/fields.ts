/** The fields that messages are made of. Each schema's message completes "<field> …". */
import * as v from 'valibot';
import { limits } from './limits.ts';
import type { ClientId, DurationMs, EpochMs, RequestId, SessionId } from './units.ts';

// RFC 9562, any version, either case.
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
// The shape of RFC 5646 tags that stages may offer; which ones they do is configuration.
const LANGUAGE_TAG = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$/;

const INSTANT_MESSAGE = 'must be whole milliseconds since 1970';
const SPAN_MESSAGE = 'must be milliseconds, not below 0';
const SESSION_ID_MESSAGE = 'must be a session id such as caring-king-2754';

const uuid = v.pipe(v.string('must be a UUID'), v.regex(UUID, 'must be a UUID'));
const wholeNumber = (min: number, max: number, message: string) =>
  v.pipe(v.number(message), v.safeInteger(message), v.minValue(min, message), v.maxValue(max, message));
const count = wholeNumber(1, Number.MAX_SAFE_INTEGER, 'must be a whole number from 1');

export const requestId = v.pipe(
  uuid,
  v.transform((id) => id as RequestId),
);
export const clientId = v.pipe(
  uuid,
  v.transform((id) => id.toLowerCase() as ClientId),
);
// Any short text may be asked for: a name that the server never made is simply not found.
export const sessionId = v.pipe(
  v.string(SESSION_ID_MESSAGE),
  v.minLength(1, SESSION_ID_MESSAGE),
  v.maxLength(64, SESSION_ID_MESSAGE),
  // Half a character is in no name, and no database takes it.
  v.check((id) => id.isWellFormed(), SESSION_ID_MESSAGE),
  v.transform((id) => id as SessionId),
);
export const connectionNumber = count;
export const epoch = count;
export const change = count;
export const seq = count;
export const tally = wholeNumber(0, Number.MAX_SAFE_INTEGER, 'must be a whole number from 0');
/** A tag as a stage's settings name it. */
export const languageTag = v.pipe(
  v.string('must be a BCP 47 language tag'),
  v.regex(LANGUAGE_TAG, 'must be a BCP 47 language tag'),
);
/** In a message: any short text may be asked for; what the stage does not offer is told with what it does. */
export const language = v.pipe(
  v.string('must be a BCP 47 language tag'),
  v.minLength(1, 'must be a BCP 47 language tag'),
  v.maxLength(64, 'must be a BCP 47 language tag'),
);
export const qualityTier = v.picklist(['standard', 'premium'], 'must be "standard" or "premium"');
export const flag = v.boolean('must be true or false');
export const volume = wholeNumber(
  limits.volume.min,
  limits.volume.max,
  `must be a whole number from ${limits.volume.min} to ${limits.volume.max}`,
);

/** As stored and told. `ended` is not among them: an ended session is an error or `sessionEnded`. */
export const liveStatus = v.picklist(['live', 'interrupted']);
export const status = v.picklist(['live', 'interrupted', 'ended']);
export const endReason = v.picklist(['requested', 'operator']);
export const instant = v.pipe(
  v.number(INSTANT_MESSAGE),
  v.integer(INSTANT_MESSAGE),
  v.transform((value) => value as EpochMs),
);
export const span = v.pipe(
  v.number(SPAN_MESSAGE),
  // JSON can say 1e999, and not say it again.
  v.finite(SPAN_MESSAGE),
  v.minValue(0, SPAN_MESSAGE),
  v.transform((value) => value as DurationMs),
);

export type QualityTier = v.InferOutput<typeof qualityTier>;
export type LiveStatus = v.InferOutput<typeof liveStatus>;
export type SessionStatus = v.InferOutput<typeof status>;
export type EndReason = v.InferOutput<typeof endReason>;
