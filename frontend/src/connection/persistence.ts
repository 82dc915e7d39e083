/** What a tab keeps over a reload, as JSON under one key, so that it is never half written. */
import type { FrameSending } from './frame-sending.ts';
import type { FramesLeft } from './frames-left.ts';
import type { Machine, Restored } from './machine.ts';
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

export const persistedOf = (machine: Machine): Persisted => {
  const { clientId, connectionNumber, held, opener, sending } = machine;
  return {
    clientId,
    connectionNumber,
    held: held && { sessionId: held.sessionId, epoch: held.epoch, frames: sending?.leftOf(machine) },
    pending: opener && opener.message.action !== 'endSession' && !isPlainResume(opener) ? opener : undefined,
  };
};

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

/** What a page begins with: the command left over from before the reload is sent again as it was. */
export function restoredFrom(
  { clientId, connectionNumber, held, pending }: Persisted,
  now: number,
  sending: FrameSending | undefined,
): Restored {
  return {
    clientId,
    connectionNumber,
    opener: pending && {
      ...pending,
      dueAt: now,
      onPageLoad: true,
      // A clock that was set back never lengthens the wait.
      firstSentAt: pending.firstSentAt && Math.min(pending.firstSentAt, now),
    },
    held: held && { ...held, frames: sending?.restored(held.frames) },
  };
}
