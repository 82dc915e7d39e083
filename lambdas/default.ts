/** $default: a frame that no route matched gets its one typed error, and the connection stays usable. */
import { violationOfUnroutedMessage } from './protocol/decode.ts';
import { receivedAt, type GatewayEvent, type GatewayHandler } from './runtime/events.ts';
import { idsOf, reply } from './runtime/command.ts';
import { logToStdout } from './runtime/log.ts';
import { errorMessage } from './runtime/replies.ts';
import type { Services } from './runtime/services.ts';

export const unrouted =
  ({ log, monotonicMs }: Pick<Services, 'log' | 'monotonicMs'>): GatewayHandler =>
  async (event: GatewayEvent) => {
    const startedMs = monotonicMs();
    const { code, message, requestId } = violationOfUnroutedMessage(event.body ?? '');
    const durationMs = Math.round(monotonicMs() - startedMs);
    log({ level: 'warn', action: '$default', outcome: code, ...idsOf(event), requestId, durationMs });
    return reply(errorMessage(code, message, requestId, receivedAt(event)));
  };

export const handler = unrouted({ log: logToStdout, monotonicMs: () => performance.now() });
