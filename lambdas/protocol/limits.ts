/** Every number of the wire contract, in one place. */

export const SUBPROTOCOL = 'podium.v1';
/** Prefix of the subprotocol value that carries the access token. */
export const TOKEN_SUBPROTOCOL_PREFIX = 'bearer.';

/** Prefix of the subprotocol value that names the session a listener wants to follow. */
export const LISTENER_SUBPROTOCOL_PREFIX = 'listen.';

/** A longer token is refused by the client before it connects. Bytes. */
export const TOKEN_BYTES = 8 * 1024;
/** A command without an answer is sent again after this long. */
export const ANSWER_TIMEOUT_MS = 10_000;
/** An unanswered createSession is given up this long after it was first sent. */
export const CREATE_GIVE_UP_MS = 2 * 60_000;
/** The page warns this long before `expiresAt`. */
export const EXPIRY_WARNING_MS = 15 * 60_000;

export const limits = {
  /** A control message; longer ones are `MESSAGE_TOO_LARGE`. UTF-8 bytes. */
  controlMessageBytes: 4 * 1024,
  /** Frames, or a message of no known kind. Stays under API Gateway's 32 KB frame. UTF-8 bytes. */
  messageBytes: 31 * 1024,
  tokenBytes: TOKEN_BYTES,
  framesPerMessage: 50,
  /** Listeners are told of a new count or lease no sooner than this after they were told last. */
  sessionChangedMs: 2_000,
  volume: { min: 0, max: 100, initial: 75 },
  /** createSession requestIds that the speaker's item remembers. */
  rememberedCreates: 4,
  /** A create that would push out a requestId accepted less than this ago is `RATE_LIMITED`. */
  rememberedCreateMs: 5 * 60_000,
  /** The window of the limit on sessions created by one speaker. */
  createWindowMs: 60 * 60_000,
  /** A planned move to a fresh connection is never asked for sooner than this. */
  minimumRotateMs: 10_000,
  /** The planned move happens this long before the token runs out. */
  rotateBeforeTokenExpiryMs: 2 * 60_000,
  answerTimeoutMs: ANSWER_TIMEOUT_MS,
  createGiveUpMs: CREATE_GIVE_UP_MS,
  expiryWarningMs: EXPIRY_WARNING_MS,
} as const;
