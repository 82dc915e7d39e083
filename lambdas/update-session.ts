/** updateSession: the owner's change to the settings. */
import { commandHandler } from './runtime/command.ts';
import { refusalMessage, snapshot } from './runtime/replies.ts';
import { lambdaServices, type Services } from './runtime/services.ts';
import { itemToAnswerFrom } from './store/settle.ts';

export const updateSession = (services: Services) =>
  commandHandler('updateSession', services, async (message, request) => {
    const { requestId } = message;
    const outcome = await services.store.updateSession(message, request.caller, request.now);
    if (outcome.kind === 'refuse')
      return { outcome, message: refusalMessage(outcome.refusal, requestId, request.now) };
    const item = itemToAnswerFrom(outcome);
    return { outcome, message: { type: 'sessionUpdated', ...snapshot(item, requestId, request, services) } };
  });

export const handler = updateSession(lambdaServices());
