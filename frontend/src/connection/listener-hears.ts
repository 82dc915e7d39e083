/** What a listener is told. */
import type { Hears } from './server-message.ts';

export type ListenerHears =
  'frames' | 'sessionJoined' | 'heartbeatAck' | 'sessionChanged' | 'sessionEnded' | 'error';

export const listenerHears: Hears<ListenerHears> = {
  frames: 'sessionId epoch sentAt',
  sessionJoined: 'requestId sessionId leaseUntil listenerCount nextSeq',
  heartbeatAck: 'sessionId leaseUntil',
  sessionChanged: 'sessionId leaseUntil listenerCount',
  sessionEnded: 'sessionId reason',
  error: 'code message retry',
};
