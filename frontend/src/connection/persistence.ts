/** What a tab keeps over a reload, as JSON under one key, so that it is never half written. */
import type { CreateOpener, TakeoverOpener } from './opener.ts';
import type { Machine } from './machine.ts';
import { newDelivery } from './delivery.ts';

export interface Persisted {
  readonly clientId: string;
  readonly connectionNumber: number;
  readonly held?: { readonly sessionId: string; readonly epoch: number };
  /** The unanswered create or takeover. */
  readonly pending?:
    | Kept<CreateOpener, 'kind' | 'sourceLanguage' | 'qualityTier' | 'firstSentAt'>
    | Kept<TakeoverOpener, 'kind' | 'sessionId' | 'epoch'>;
}

type Kept<T, K extends keyof T> = Pick<T, K> & { readonly requestId: string };

export function persistedOf({ clientId, connectionNumber, held, opener }: Machine): Persisted {
  const record = {
    clientId,
    connectionNumber,
    ...(held && { held: { sessionId: held.sessionId, epoch: held.epoch } }),
  };
  if (opener?.kind === 'create') {
    const { kind, sourceLanguage, qualityTier, firstSentAt } = opener;
    const { requestId } = opener.delivery;
    return { ...record, pending: { kind, requestId, sourceLanguage, qualityTier, firstSentAt } };
  }
  if (opener?.kind === 'takeover') {
    const { kind, sessionId, epoch } = opener;
    return { ...record, pending: { kind, requestId: opener.delivery.requestId, sessionId, epoch } };
  }
  return record;
}

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
export function restoredOpener(
  { pending }: Persisted,
  now: number,
): CreateOpener | TakeoverOpener | undefined {
  if (pending === undefined) return undefined;
  const { requestId, ...command } = pending;
  const restored = { delivery: newDelivery(requestId, now), onPageLoad: true };
  if (command.kind === 'takeover') return { ...command, ...restored };
  // JSON leaves an undefined field out. A clock that was set back never lengthens the wait.
  const firstSentAt = command.firstSentAt === undefined ? undefined : Math.min(command.firstSentAt, now);
  return { ...command, ...restored, firstSentAt };
}
