// The connections that a session had, oldest first.
import type { EpochMs } from '../../lambdas/protocol/units.ts';
import type { ConnectionFact } from '../../lambdas/session/speaker-item.ts';
import { table, type Cell } from './table.ts';
import { closers, instant, span } from './words.ts';

/**
 * A connection that has been told nothing of is open only where it is the one that holds a running session: of any
 * other the gateway never said, or nobody could keep, how it went.
 * @param facts newest first, as the item has them
 * @param running the epoch of the session that is on the air, or undefined
 */
export function connectionTable(
  facts: readonly ConnectionFact[],
  now: EpochMs,
  running: number | undefined,
): string {
  const rows = facts.toReversed().map(({ closed, connectionId, epoch, openedAt }): Cell[] => {
    const isOpen = epoch === running;
    const opened = [String(epoch), instant(openedAt)];
    if (closed !== undefined) {
      const { at, by, code } = closed;
      return [...opened, span(at - openedAt), closers[by], String(code), connectionId];
    }
    return [
      ...opened,
      isOpen ? span(now - openedAt) : '',
      { text: isOpen ? 'not closed' : 'not told', style: 'dim' },
      '',
      connectionId,
    ];
  });
  return table(['EPOCH', 'CONNECTION OPENED', 'FOR', 'CLOSED BY', 'CODE', 'CONNECTION'], rows);
}
