/** endSession: over, by the speaker's word, from whichever of the speaker's connections. */
import { commandHandler } from './runtime/command.ts';
import { refusalMessage } from './runtime/replies.ts';
import { lambdaServices, type Services } from './runtime/services.ts';
import { itemToAnswerFrom } from './store/settle.ts';

export const endSession = (services: Services) =>
  commandHandler('endSession', services, async (message, { caller, now }) => {
    const outcome = await services.store.endSession(message, caller, now);
    if (outcome.kind === 'refuse')
      return { outcome, message: refusalMessage(outcome.refusal, message.requestId, now) };
    const item = itemToAnswerFrom(outcome);
    const ended = {
      type: 'sessionEnded',
      timestamp: now,
      sessionId: item.sessionId,
      reason: item.endReason ?? 'requested',
    } as const;
    const answer = { ...ended, requestId: message.requestId };
    const toldElsewhere =
      outcome.kind === 'commit' &&
      outcome.before?.status === 'live' &&
      item.owner.connectionId !== caller.connectionId;
    if (!toldElsewhere) return { outcome, message: answer };
    const { kind: push } = await services.connections.push(item.owner.connectionId, ended);
    return { outcome, message: answer, push };
  });

export const handler = endSession(lambdaServices());
