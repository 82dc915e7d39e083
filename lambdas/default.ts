/** $default: a frame that no route matched gets its one typed error, and the connection stays usable. */
import { violationOfUnroutedMessage } from './protocol/decode.ts';
import { receivedAt, type GatewayEvent, type GatewayHandler } from './runtime/events.ts';
import { idsOf, reply } from './runtime/command.ts';
import { logToStdout, type Log } from './runtime/log.ts';
import { errorMessage } from './runtime/replies.ts';

export const unrouted =
  (log: Log): GatewayHandler =>
  async (event: GatewayEvent) => {
    const { code, message, requestId } = violationOfUnroutedMessage(event.body ?? '');
    log({ level: 'warn', action: '$default', outcome: code, ...idsOf(event), requestId, durationMs: 0 });
    return reply(errorMessage(code, message, requestId, receivedAt(event)));
  };

export const handler = unrouted(logToStdout);
