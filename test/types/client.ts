/** What must not compile in the client: checked by `npm run types`, where an unused expectation is an error. */
import type { Retry } from '#protocol/errors.ts';
import type { ServerMessageType } from '#protocol/server-messages.ts';
import type { SessionClient, Phase, Status, View } from '../../frontend/src/connection/client.ts';
import type { SpeakerClient } from '../../frontend/src/connection/speaker.ts';
import type { ListenerPhase, ListenerView } from '../../frontend/src/connection/listener.ts';
import type { ClientEvent } from '../../frontend/src/connection/events.ts';
import type { Hears } from '../../frontend/src/connection/server-message.ts';
import type { SpeakerHears } from '../../frontend/src/connection/speaker-hears.ts';
import type { Attempt, Waiting } from '../../frontend/src/connection/states.ts';

// @ts-expect-error -- a page's table of phases needs every one of them
export const forgetsPhases: Record<Phase, string> = { off: 'Start', onAir: 'On the air' };

// @ts-expect-error -- and a listener's page of its phases
export const forgetsListenerPhases: Record<ListenerPhase, string> = { off: '', listening: 'On the air' };

// @ts-expect-error -- withNewToken is missing
export const forgetsARetry: Record<Retry, string> = { never: '', afterBackoff: '', afterCreate: '' };

// @ts-expect-error -- the machine knows no such event, and has no default for one
export const unknownEvent: ClientEvent = { kind: 'praised', wish: undefined };

// @ts-expect-error -- what a speaker hears needs a row for every type of message
export const hearsTooLittle: Hears<SpeakerHears> = { error: 'code', heartbeatAck: 'epoch' };

// @ts-expect-error -- a table over all message types needs every one of them
export const forgetsAMessage: Record<ServerMessageType, string> = { error: 'code', heartbeatAck: 'epoch' };

// @ts-expect-error -- a socket's event carries the socket's number
export const withoutNumber: ClientEvent = { kind: 'opened' };

// @ts-expect-error -- a state has its own fields only
export const withForeignField: Waiting = { name: 'waiting', tries: 0, dueAt: 0, socket: 3 };

// @ts-expect-error -- who only keeps a session sends no frames
export const ofSpeakersOnly: keyof SessionClient = 'capture';

// @ts-expect-error -- an attempt may still be waiting, without a socket that is open
export const ofAnAttempt: keyof Attempt = 'openedAt';

// @ts-expect-error -- a lease's end is a matter of some phases only
export const ofAnyPhase: keyof Status = 'leaseEndsAt';

export function misuse(
  view: View,
  client: SessionClient,
  speaking: SpeakerClient,
  listening: ListenerView,
): void {
  // @ts-expect-error -- what was missed is counted by the client alone
  listening.missed.ms = 0;
  // @ts-expect-error -- the client numbers the frames
  speaking.capture({ seq: 1, kind: 'audio', capturedAt: 0, contentType: 'audio/opus', data: '' });
  // @ts-expect-error -- a view never changes under a page
  view.onAir = true;
  // @ts-expect-error -- the client never lets a page name a session
  client.start({ sourceLanguage: 'en', qualityTier: 'standard', sessionId: 'caring-king-2754' });
}
