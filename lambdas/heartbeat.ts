/** heartbeat: the lease renewed, and nothing else. */
import { commandHandler } from './runtime/command.ts';
import { refusalMessage } from './runtime/replies.ts';
import { lambdaServices, type Services } from './runtime/services.ts';
import { toldTimes } from './session/terms.ts';
import { itemToAnswerFrom } from './store/settle.ts';

export const heartbeat = (services: Services) =>
  commandHandler('heartbeat', services, async (message, { caller, now }) => {
    const outcome = await services.store.heartbeat(message, caller, now);
    if (outcome.kind === 'refuse')
      return { outcome, message: refusalMessage(outcome.refusal, message.requestId, now) };
    const item = itemToAnswerFrom(outcome);
    return {
      outcome,
      message: {
        type: 'heartbeatAck',
        ...(message.requestId === undefined ? {} : { requestId: message.requestId }),
        timestamp: now,
        sessionId: item.sessionId,
        epoch: item.epoch,
        leaseUntil: toldTimes(item, services.settings.terms).leaseUntil,
      },
    };
  });

export const handler = heartbeat(lambdaServices());
