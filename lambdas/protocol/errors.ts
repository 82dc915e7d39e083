/** The error table: every code, when it is sent, and what a client does about it. */

/** What a client does about an error, so that no client needs a table of codes. */
export type Retry =
  /** Show it. */
  | 'never'
  /** Send the same command again, later. */
  | 'afterBackoff'
  /** Refresh the token, move to a new connection, resume. */
  | 'withNewToken'
  /** The session is gone: offer a new one. */
  | 'afterCreate';

export const errors = {
  /** Not JSON, not an object, or a field that is missing, of the wrong type or out of range. */
  INVALID_MESSAGE: { retry: 'never' },
  /** No such action, or none. */
  UNKNOWN_ACTION: { retry: 'never' },
  /** Over the size limit of its kind. */
  MESSAGE_TOO_LARGE: { retry: 'never' },
  /** A language that this stage does not offer. */
  UNSUPPORTED_LANGUAGE: { retry: 'never' },
  /** No such session, not this speaker’s, or one that a newer session has replaced. */
  SESSION_NOT_FOUND: { retry: 'afterCreate' },
  /** The session was ended. */
  SESSION_ENDED: { retry: 'afterCreate' },
  /** Its lease, or its longest age, ran out. */
  SESSION_EXPIRED: { retry: 'afterCreate' },
  /** CreateSession while another client owns a live or interrupted session. */
  SESSION_ACTIVE: { retry: 'never' },
  /** Another connection owns the session now. */
  SESSION_SUPERSEDED: { retry: 'never' },
  /** Frames while the session is paused. */
  SESSION_PAUSED: { retry: 'never' },
  /** The first frame leaves a hole that is not announced. */
  FRAMES_OUT_OF_ORDER: { retry: 'afterBackoff' },
  /** More listeners than the stage allows. */
  SESSION_FULL: { retry: 'afterBackoff' },
  /** Too many sessions created, or too many joins from one address. */
  RATE_LIMITED: { retry: 'afterBackoff' },
  /** A listener sent what only a speaker may, or a speaker what only a listener may. */
  FORBIDDEN: { retry: 'never' },
  /** The connection’s token has run out; the session goes on, the connection is closed. */
  TOKEN_EXPIRED: { retry: 'withNewToken' },
  /** The database refused or timed out; nothing is known to be lost. */
  UNAVAILABLE: { retry: 'afterBackoff' },
  /** A defect; the log has the requestId. */
  INTERNAL_ERROR: { retry: 'afterBackoff' },
} as const satisfies Record<string, { retry: Retry }>;

export type ErrorCode = keyof typeof errors;
