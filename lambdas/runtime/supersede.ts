/** Tells a connection that another client has its session now, and closes it. */
import type { Delivery } from '../connections/connections.ts';
import type { EpochMs } from '../protocol/units.ts';
import type { Outcome } from '../store/settle.ts';
import type { Services } from './services.ts';

/**
 * Only the write that took the session tells; a retry that finds its own write tells nobody, and the loser
 * learns from its next command. One that is known to be disconnected is not called.
 * @returns for the log: what became of the push, or undefined where there was nobody to tell
 */
export async function tellLoser(
  outcome: Extract<Outcome, { kind: 'commit' }>,
  now: EpochMs,
  { connections }: Pick<Services, 'connections'>,
): Promise<Delivery['kind'] | undefined> {
  const { before, next } = outcome;
  if (before?.status !== 'live' || before.owner.clientId === next.owner.clientId) return undefined;
  const { connectionId } = before.owner;
  const delivery = await connections.push(connectionId, {
    type: 'connectionSuperseded',
    timestamp: now,
    sessionId: next.sessionId,
    epoch: next.epoch,
  });
  if (delivery.kind === 'delivered') await connections.close(connectionId);
  return delivery.kind;
}
