/** resumeSession: the session back on this connection. */
import { commandHandler } from './runtime/command.ts';
import { greeting, refusalMessage } from './runtime/replies.ts';
import { lambdaServices, type Services } from './runtime/services.ts';
import { tellLoser } from './runtime/supersede.ts';

export const resumeSession = (services: Services) =>
  commandHandler('resumeSession', services, async (message, request) => {
    const { requestId } = message;
    const outcome = await services.store.resumeSession(message, request.caller, request.now);
    if (outcome.kind === 'refuse')
      return { outcome, message: refusalMessage(outcome.refusal, requestId, request.now) };
    const resumed = (item: Parameters<typeof greeting>[0]) =>
      ({ type: 'sessionResumed', ...greeting(item, requestId, request, services) }) as const;
    if (outcome.kind === 'ignore') return { outcome, message: resumed(outcome.item) };
    const push = await tellLoser(outcome, request.now, services);
    return { outcome, message: resumed(outcome.next), ...(push === undefined ? {} : { push }) };
  });

export const handler = resumeSession(lambdaServices());
