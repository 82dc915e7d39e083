/** What the functions do for listeners alone. */
import type { EpochMs } from '../protocol/units.ts';
import { createListenerStore } from '../store/listener-store.ts';
import { isCountDue, tellCount } from './audience.ts';
import type { Listener } from './events.ts';
import type { Counts } from './metrics.ts';
import type { Services } from './services.ts';

/** Apart from the other services: few functions carry it. */
export const listenersOf = ({ database, settings: { tableName } }: Services) =>
  createListenerStore({ client: database, tableName });

/** Off the list, and the others are told how many they are now. @throws DatabaseUnavailable */
export async function leave(
  services: Services,
  { sessionId, connectionId }: Pick<Listener, 'sessionId' | 'connectionId'>,
  now: EpochMs,
): Promise<Counts> {
  const left = await services.rosters.remove(sessionId, [connectionId]);
  // Of a crowd that goes, most have nothing to tell: they need not ask who speaks.
  if (!isCountDue({ listenerCount: left.connectionIds.length, ...left }, now)) return {};
  const following = await listenersOf(services).look(sessionId, now);
  if (following.kind !== 'found') return {};
  const { item, roster } = following;
  return tellCount(item, { listenerCount: roster.connectionIds.length, ...roster }, now, services);
}
