/** The error table: every code, what a client does about it, and when it is sent. */

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
  INVALID_MESSAGE: {
    retry: 'never',
    when: 'not JSON, not an object, or a field that is missing, of the wrong type or out of range',
  },
  UNKNOWN_ACTION: { retry: 'never', when: 'no such action, or none' },
  MESSAGE_TOO_LARGE: { retry: 'never', when: 'over the size limit of its kind' },
  UNSUPPORTED_LANGUAGE: { retry: 'never', when: 'a language that this stage does not offer' },
  SESSION_NOT_FOUND: {
    retry: 'afterCreate',
    when: 'no such session, not this speaker’s, or one that a newer session has replaced',
  },
  SESSION_ENDED: { retry: 'afterCreate', when: 'the session was ended' },
  SESSION_EXPIRED: { retry: 'afterCreate', when: 'its lease, or its longest age, ran out' },
  SESSION_ACTIVE: {
    retry: 'never',
    when: 'createSession while another client owns a live or interrupted session',
  },
  SESSION_SUPERSEDED: { retry: 'never', when: 'another connection owns the session now' },
  RATE_LIMITED: { retry: 'afterBackoff', when: 'too many sessions created' },
  TOKEN_EXPIRED: {
    retry: 'withNewToken',
    when: 'the connection’s token has run out; the session goes on, the connection is closed',
  },
  UNAVAILABLE: {
    retry: 'afterBackoff',
    when: 'the database refused or timed out; nothing is known to be lost',
  },
  INTERNAL_ERROR: { retry: 'afterBackoff', when: 'a defect; the log has the requestId' },
} as const satisfies Record<string, { retry: Retry; when: string }>;

export type ErrorCode = keyof typeof errors;
