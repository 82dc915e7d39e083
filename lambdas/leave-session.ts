/** leaveSession: nothing more is pushed to this connection. */
import { leave } from './runtime/listeners.ts';
import { listenerHandler } from './runtime/command.ts';
import { refusalMessage } from './runtime/replies.ts';
import { lambdaServices, type Services } from './runtime/services.ts';

export const leaveSession = (services: Services) =>
  listenerHandler('leaveSession', services, async ({ requestId, sessionId }, { caller, now }) => {
    if (sessionId !== caller.sessionId)
      return { message: refusalMessage({ code: 'SESSION_NOT_FOUND' }, requestId, now) };
    // Also of a session that is over, or never was: who leaves is off the list, whatever there was.
    const counts = await leave(services, caller, now);
    return { counts, message: { type: 'sessionLeft', requestId, timestamp: now, sessionId } };
  });

export const handler = leaveSession(lambdaServices());
