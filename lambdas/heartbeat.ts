/** heartbeat: the lease renewed, and nothing else. A listener's asks how the session is. */
import { followedFields, tellCount } from './runtime/audience.ts';
import { askingByName } from './runtime/by-name.ts';
import { commandHandler, listenerHandler } from './runtime/command.ts';
import { listenerOf, type GatewayHandler } from './runtime/events.ts';
import { listenersOf } from './runtime/listeners.ts';
import { refusalMessage } from './runtime/replies.ts';
import { lambdaServices, type Services } from './runtime/services.ts';
import { toldTimes } from './session/terms.ts';
import { itemToAnswerFrom } from './store/settle.ts';

export const heartbeat = (services: Services): GatewayHandler => {
  const [ofSpeaker, ofListener] = [speakerHeartbeat(services), listenerHeartbeat(services)];
  return (event) => (listenerOf(event) === undefined ? ofSpeaker : ofListener)(event);
};

const speakerHeartbeat = (services: Services) =>
  commandHandler('heartbeat', services, async ({ requestId, ...message }, { caller, now }) => {
    const outcome = await services.store.heartbeat(message, caller, now);
    if (outcome.kind === 'refuse')
      return { outcome, message: refusalMessage(outcome.refusal, requestId, now) };
    const item = itemToAnswerFrom(outcome);
    return {
      outcome,
      message: {
        type: 'heartbeatAck',
        ...(requestId !== undefined && { requestId }),
        timestamp: now,
        sessionId: item.sessionId,
        epoch: item.epoch,
        leaseUntil: toldTimes(item, services.settings.terms).leaseUntil,
      },
    };
  });

/** Nothing is renewed: only the speaker's word keeps a session. Who is not on its list asks as one who joins. */
const listenerHeartbeat = (services: Services) => {
  const [listeners, byName] = [listenersOf(services), askingByName(services)];
  return listenerHandler('heartbeat', services, async (message, request) => {
    const { requestId, sessionId } = message;
    const { caller, now } = request;
    if (sessionId !== caller.sessionId)
      return { message: refusalMessage({ code: 'SESSION_NOT_FOUND' }, requestId, now) };
    const looked = await listeners.look(sessionId, now);
    const joined = looked.kind === 'found' && looked.roster.connectionIds.includes(caller.connectionId);
    const answer = joined ? looked : await byName(async () => looked, message, request);
    if (answer.kind === 'refused') return { message: answer.message };
    const { item, roster } = answer;
    const listenerCount = roster.connectionIds.length;
    const counts = await tellCount(item, { listenerCount, ...roster }, now, services, caller.connectionId);
    const { status, leaseUntil, timestamp } = followedFields(
      item,
      listenerCount,
      services.settings.terms,
      now,
    );
    return {
      counts,
      message: {
        type: 'heartbeatAck',
        ...(requestId !== undefined && { requestId }),
        timestamp,
        sessionId,
        epoch: item.epoch,
        leaseUntil,
        status,
        listenerCount,
        joined,
      },
    };
  });
};

export const handler = heartbeat(lambdaServices());
