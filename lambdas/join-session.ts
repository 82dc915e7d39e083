/** joinSession: from `nextSeq` on, every frame is pushed to this connection. */
import { followedFields, tellCount } from './runtime/audience.ts';
import { askingByName } from './runtime/by-name.ts';
import { listenerHandler } from './runtime/command.ts';
import { listenersOf } from './runtime/listeners.ts';
import { refusalMessage } from './runtime/replies.ts';
import { lambdaServices, type Services } from './runtime/services.ts';

export const joinSession = (services: Services) => {
  const { settings } = services;
  const [listeners, byName] = [listenersOf(services), askingByName(services)];
  return listenerHandler('joinSession', services, async (message, request) => {
    const { requestId, sessionId } = message;
    const { caller, now } = request;
    if (sessionId !== caller.sessionId)
      return { message: refusalMessage({ code: 'SESSION_NOT_FOUND' }, requestId, now) };
    const join = () => listeners.join(sessionId, caller.connectionId, now, settings.listenerLimit);
    const answer = await byName(join, message, request);
    if (answer.kind === 'refused') return { message: answer.message };
    const { item, roster } = answer;
    const listenerCount = roster.connectionIds.length;
    // Not to the one who joins: a word that it did not take in time would put it off the list before it is answered.
    const counts = await tellCount(item, { listenerCount, ...roster }, now, services, caller.connectionId);
    return {
      counts,
      message: {
        type: 'sessionJoined',
        requestId,
        ...followedFields(item, listenerCount, settings.terms, now),
        sourceLanguage: item.settings.sourceLanguage,
        nextSeq: item.claimedSeq + 1,
      },
    };
  });
};

export const handler = joinSession(lambdaServices());
