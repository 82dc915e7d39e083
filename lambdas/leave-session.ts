/** leaveSession: nothing more is pushed to this connection. */
import { leave } from './runtime/listeners.ts';
import { listenerHandler } from './runtime/command.ts';
import { lambdaServices, type Services } from './runtime/services.ts';

export const leaveSession = (services: Services) =>
  listenerHandler('leaveSession', services, async ({ requestId, sessionId }, { caller, now }) => {
    // Also of a session that is over, or never was: who leaves is off the list, whatever there was.
    await leave(services, caller, now);
    return { message: { type: 'sessionLeft', requestId, timestamp: now, sessionId } };
  });

export const handler = leaveSession(lambdaServices());
