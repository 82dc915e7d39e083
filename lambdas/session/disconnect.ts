/** $disconnect: late, lost or doubled, it touches its own connection's session and nothing of a newer owner's. */
import { latest, type EpochMs } from '../protocol/units.ts';
import { commit, ignore, notFound, type Decision } from './decision.ts';
import { fateAt, type ClosedBy, type SpeakerItem } from './speaker-item.ts';
import { graceLease, type Caller, type Terms } from './terms.ts';

/** How the gateway says a connection went. */
export interface Closing {
  /** WebSocket close code; 1005 where none was sent. */
  readonly code: number;
  readonly reason: string;
}

export function decideDisconnect(
  item: SpeakerItem | undefined,
  closing: Closing,
  caller: Caller,
  terms: Terms,
  now: EpochMs,
): Decision {
  if (item === undefined) return notFound;
  const closed = { at: now, code: closing.code, by: closedBy(closing) };
  const withClosed = (index: number) =>
    item.connections.map((fact, at) => (at === index ? { ...fact, closed } : fact));
  const isOwner = item.owner.connectionId === caller.connectionId;
  if (isOwner && item.status === 'live' && fateAt(item, now) === undefined)
    return commit({
      ...item,
      status: 'interrupted',
      leaseUntil: latest(item.leaseUntil, graceLease(terms, caller, now)),
      connections: withClosed(0),
    });
  // An earlier connection, or one whose session is over, may still say how it went. The first word stands.
  const open = item.connections.findIndex(
    (fact) => fact.connectionId === caller.connectionId && fact.closed === undefined,
  );
  return open === -1 ? ignore(item) : commit({ ...item, connections: withClosed(open) });
}

/**
 * Who closed. RFC 6455, section 7.1.5: 1006 is a connection lost without a word. API Gateway documents neither the
 * codes nor the reasons of what it closes itself: these are those that users report, and they may change.
 */
export function closedBy({ code, reason }: Closing): ClosedBy {
  if (code === 1006) return 'network';
  if (code === 1000 && reason === 'Connection Closed Normally') return 'server';
  const refused = code === 1003 || code === 1009;
  return refused || (code === 1001 && reason === 'Going away') ? 'gateway' : 'client';
}
