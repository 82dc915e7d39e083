/** createSession: the speaker's session, made or found. */
import { commandHandler } from './runtime/command.ts';
import { greeting, refusalMessage } from './runtime/replies.ts';
import { lambdaServices, type Services } from './runtime/services.ts';
import { wasMadeBy } from './session/create.ts';
import { readableName } from './store/readable-name.ts';
import { itemToAnswerFrom } from './store/settle.ts';

export const createSession = (services: Services) => {
  const makeName = () => readableName(services.randomInt);
  return commandHandler('createSession', services, async (message, request) => {
    const { requestId } = message;
    const outcome = await services.store.createSession(message, request.caller, request.now, makeName);
    if (outcome.kind === 'refuse')
      return { outcome, message: refusalMessage(outcome.refusal, requestId, request.now) };
    const item = itemToAnswerFrom(outcome);
    return {
      outcome,
      message: {
        type: 'sessionCreated',
        ...greeting(item, requestId, request, services),
        reused: !wasMadeBy(item, requestId),
      },
    };
  });
};

export const handler = createSession(lambdaServices());
