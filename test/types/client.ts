/** What must not compile in the client: checked by `npm run types`, where an unused expectation is an error. */
import type { Retry } from '#protocol/errors.ts';
import type { ServerMessageType } from '#protocol/server-messages.ts';
import type { SessionClient, Phase, Status, View } from '../../frontend/src/connection/client.ts';
import type { ListenerPhase, ListenerView } from '../../frontend/src/connection/listener.ts';
import type { ClientEvent } from '../../frontend/src/connection/events.ts';
import { abilities, type Attempt, type Connection } from '../../frontend/src/connection/states.ts';

// @ts-expect-error -- a page's table of phases needs every one of them
export const forgetsPhases: Record<Phase, string> = { off: 'Start', onAir: 'On the air' };

// @ts-expect-error -- and a listener's page of its phases
export const forgetsListenerPhases: Record<ListenerPhase, string> = { off: '', listening: 'On the air' };

// @ts-expect-error -- withNewToken is missing
export const forgetsARetry: Record<Retry, string> = { never: '', afterBackoff: '', afterCreate: '' };

// @ts-expect-error -- the machine knows no such event, and has no default for one
export const unknownEvent: ClientEvent = { from: 'person', kind: 'praised' };

// @ts-expect-error -- a table over all message types needs every one of them
export const forgetsAMessage: Record<ServerMessageType, string> = { error: 'code', heartbeatAck: 'epoch' };

// @ts-expect-error -- a new state needs its row of abilities
export const forgetsAState: Record<Connection['name'] | 'pausing', unknown> = abilities;

// @ts-expect-error -- a socket's event carries the socket's number
export const withoutNumber: ClientEvent = { from: 'socket', kind: 'opened' };

// @ts-expect-error -- a state has its own fields only
export const withForeignField: Connection = { name: 'idle', socket: 3 };

// @ts-expect-error -- no socket without knowing the state
export const ofAnyState: keyof Connection = 'socket';

// @ts-expect-error -- an attempt may still be waiting, without a socket
export const ofAnAttempt: keyof Attempt = 'socket';

// @ts-expect-error -- a lease's end is a matter of some phases only
export const ofAnyPhase: keyof Status = 'leaseEndsAt';

export function misuse(view: View, client: SessionClient, listening: ListenerView): void {
  // @ts-expect-error -- what was missed is counted by the client alone
  listening.missed.ms = 0;
  // @ts-expect-error -- the client numbers the frames
  client.capture({ seq: 1, kind: 'audio', capturedAt: 0, contentType: 'audio/opus', data: '' });
  // @ts-expect-error -- a view never changes under a page
  view.onAir = true;
  // @ts-expect-error -- the client never lets a page name a session
  client.start({ sourceLanguage: 'en', qualityTier: 'standard', sessionId: 'caring-king-2754' });
}
