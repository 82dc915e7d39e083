/** $disconnect: best effort by the gateway, so nothing depends on it; it shortens what an outage looks like. */
import { tellAudience } from './runtime/audience.ts';
import { leave } from './runtime/listeners.ts';
import { originOf } from './runtime/closings.ts';
import { conflictsOf, describe, failureCode, idsOf } from './runtime/command.ts';
import { callerOf, closingOf, listenerOf, receivedAt, type GatewayHandler } from './runtime/events.ts';
import { lambdaServices, type Services } from './runtime/services.ts';

export const disconnect =
  (services: Services): GatewayHandler =>
  async (event) => {
    const { store, log, monotonicMs } = services;
    const startedMs = monotonicMs();
    const closing = closingOf(event);
    const ageMs = receivedAt(event) - event.requestContext.connectedAt;
    const line = {
      action: '$disconnect',
      ...idsOf(event),
      closedBy: originOf(closing, ageMs),
      ageMs,
      closeCode: closing.code,
      closeReason: closing.reason.slice(0, 128),
    };
    const elapsed = () => ({ durationMs: Math.round(monotonicMs() - startedMs) });
    try {
      const now = receivedAt(event);
      const [caller, listener] = [callerOf(event), listenerOf(event)];
      if (listener !== undefined) {
        const counts = await leave(services, listener, now);
        log({ level: 'info', ...line, outcome: 'left', sessionId: listener.sessionId, counts, ...elapsed() });
      }
      if (caller === undefined) return { statusCode: 200 };
      const outcome = await store.disconnect(closing, caller, now);
      const told = await tellAudience(outcome, now, services);
      const item = outcome.kind === 'commit' ? outcome.next : undefined;
      const interrupted = outcome.kind === 'commit' && outcome.before?.status !== outcome.next.status;
      log({
        level: 'info',
        ...line,
        outcome: interrupted ? 'interrupted' : 'noted',
        sessionId: item?.sessionId,
        epoch: item?.epoch,
        counts: { ...told, conflicts: outcome.conflicts },
        ...elapsed(),
      });
    } catch (error) {
      const counts = { conflicts: conflictsOf(error) };
      log({
        level: 'error',
        ...line,
        outcome: failureCode(error),
        error: describe(error),
        counts,
        ...elapsed(),
      });
    }
    return { statusCode: 200 };
  };

export const handler = disconnect(lambdaServices());
