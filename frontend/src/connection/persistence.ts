/** What a tab keeps over a reload, as JSON under one key, so that it is never half written. */
import { type FramesLeft, leftOf } from './frames-left.ts';
import type { Machine } from './machine.ts';
import { isPlainResume, type Opener } from './opener.ts';

export interface Persisted {
  readonly clientId: string;
  readonly connectionNumber: number;
  readonly held?:
    | { readonly sessionId: string; readonly epoch: number; readonly frames?: FramesLeft | undefined }
    | undefined;
  /** The unanswered create or takeover. */
  readonly pending?: Opener | undefined;
}

export const persistedOf = ({ clientId, commands, connectionNumber, held, opener }: Machine): Persisted => ({
  clientId,
  connectionNumber,
  held: held && {
    sessionId: held.sessionId,
    epoch: held.epoch,
    frames: leftOf(held.frames, commands.frames?.message),
  },
  pending: opener && opener.message.action !== 'endSession' && !isPlainResume(opener) ? opener : undefined,
});

/** @returns undefined for a missing record or one that this version cannot have written */
export function parsePersisted(text: string | null): Persisted | undefined {
  try {
    const value = JSON.parse(text ?? 'null') as Partial<Persisted> | null;
    return typeof value?.clientId === 'string' && Number.isSafeInteger(value.connectionNumber)
      ? (value as Persisted)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The command left over from before the reload, to be sent again as it was. */
export const restoredOpener = ({ pending }: Persisted, now: number): Opener | undefined =>
  pending && {
    ...pending,
    sends: 0,
    sentAt: undefined,
    dueAt: now,
    onPageLoad: true,
    // A clock that was set back never lengthens the wait.
    ...(pending.firstSentAt !== undefined && { firstSentAt: Math.min(pending.firstSentAt, now) }),
  };
