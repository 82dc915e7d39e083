/** joinSession: from `nextSeq` on, every frame is pushed to this connection. */
import { followedFields, tellCount } from './runtime/audience.ts';
import { listenerHandler } from './runtime/command.ts';
import { listenersOf } from './runtime/listeners.ts';
import { errorMessage, refusalMessage } from './runtime/replies.ts';
import { createJoinLimit } from './store/join-limit.ts';
import { lambdaServices, type Services } from './runtime/services.ts';

export const joinSession = (services: Services) => {
  const { database, settings } = services;
  const listeners = listenersOf(services);
  const joinLimit = createJoinLimit(database, settings);
  return listenerHandler('joinSession', services, async ({ requestId, sessionId }, { caller, now }) => {
    const notFound = { message: refusalMessage({ code: 'SESSION_NOT_FOUND' }, requestId, now) };
    if (sessionId !== caller.sessionId) return notFound;
    const waitMs = await joinLimit.joins(caller.sourceAddress, now);
    if (waitMs !== undefined) {
      const told = `Too many have joined from your network. Try again in ${Math.ceil(waitMs / 1000)} s.`;
      return { message: errorMessage('RATE_LIMITED', told, requestId, now, { retryAfterMs: waitMs }) };
    }
    const following = await listeners.join(sessionId, caller.connectionId, now, settings.listenerLimit);
    if (following.kind === 'refused') {
      const { refusal } = following;
      if (refusal.code === 'SESSION_NOT_FOUND') await joinLimit.guessed(caller.sourceAddress, now);
      return { message: refusalMessage(refusal, requestId, now) };
    }
    const { item, roster } = following;
    const listenerCount = roster.connectionIds.length;
    // Not to the one who joins: a word that it did not take in time would put it off the list before it is answered.
    await tellCount(item, { listenerCount, ...roster }, now, services, caller.connectionId);
    return {
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
