/** What a speaker is told. */
import type { ServerMessageType } from '#protocol/server-messages.ts';
import type { Hears } from './server-message.ts';

/** All but what is said to listeners. Where a new type is missing below, this does not compile. */
export type SpeakerHears = Exclude<ServerMessageType, 'frames' | 'sessionJoined' | 'sessionLeft'>;

const snapshot =
  'requestId sessionId epoch change leaseUntil expiresAt createdAt heartbeatIntervalMs rotateAfterMs';

export const speakerHears: Hears<SpeakerHears> = {
  sessionCreated: snapshot,
  sessionResumed: snapshot,
  sessionUpdated: snapshot,
  heartbeatAck: 'sessionId leaseUntil',
  framesAcked: 'requestId sessionId epoch leaseUntil',
  sessionChanged: 'sessionId listenerCount',
  sessionEnded: 'sessionId reason',
  connectionSuperseded: 'sessionId epoch',
  error: 'code message retry',
};
