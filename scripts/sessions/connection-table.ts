// The connections that a session had, oldest first.
import type { EpochMs } from '../../lambdas/protocol/units.ts';
import type { ConnectionFact } from '../../lambdas/session/speaker-item.ts';
import { table, type Cell } from './table.ts';
import { closers, instant, span } from './words.ts';

/** @param facts newest first, as the item has them */
export function connectionTable(facts: readonly ConnectionFact[], now: EpochMs): string {
  const rows = facts
    .toReversed()
    .map(({ closed, connectionId, epoch, openedAt }): Cell[] => [
      String(epoch),
      instant(openedAt),
      span((closed?.at ?? now) - openedAt),
      closed === undefined ? { text: 'not closed', style: 'dim' } : closers[closed.by],
      closed === undefined ? '' : String(closed.code),
      connectionId,
    ]);
  return table(['EPOCH', 'CONNECTION OPENED', 'FOR', 'CLOSED BY', 'CODE', 'CONNECTION'], rows);
}
