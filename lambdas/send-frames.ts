/** sendFrames: claimed by one write, handed to everybody who listens, acknowledged. */
import { countsOf, tellCount } from './runtime/audience.ts';
import { commandHandler } from './runtime/command.ts';
import { together } from './runtime/metrics.ts';
import { refusalMessage } from './runtime/replies.ts';
import { sendingCount } from './runtime/session-counts.ts';
import { lambdaServices, type Services } from './runtime/services.ts';
import { claimOf } from './session/frames.ts';
import { toldTimes } from './session/terms.ts';
import { itemToAnswerFrom } from './store/settle.ts';

export const sendFrames = (services: Services) =>
  commandHandler('sendFrames', services, async (message, { caller, now }) => {
    const { requestId, sessionId, epoch, gap, gapMs, frames } = message;
    const outcome = await services.store.sendFrames(message, caller, now);
    if (outcome.kind === 'refuse')
      return { outcome, message: refusalMessage(outcome.refusal, requestId, now) };
    const item = itemToAnswerFrom(outcome);
    // Who joins after this list was read is told a nextSeq beyond these frames; who joined before is on it.
    const published = await services.distribution.publish(sessionId, () => ({
      type: 'frames',
      timestamp: now,
      sessionId,
      epoch,
      ...(gap !== undefined && { gap }),
      ...(gapMs !== undefined && { gapMs }),
      frames,
      sentAt: now,
    }));
    const told = await tellCount(item, published, now, services);
    return {
      outcome,
      counts: together(countsOf(published), told, sendingCount(outcome, now, services.settings)),
      message: {
        type: 'framesAcked',
        requestId,
        timestamp: now,
        sessionId,
        epoch,
        ackedSeq: claimOf(message).last,
        leaseUntil: toldTimes(item, services.settings.terms).leaseUntil,
      },
    };
  });

export const handler = sendFrames(lambdaServices());
