/** The way of every command: size and form, token, what its handler does, one reply, one line in the log. */
import type { APIGatewayProxyResultV2 } from 'aws-lambda';
import type { Action, ClientMessage, ListenerAction, ListenerMessage } from '../protocol/client-messages.ts';
import { decodeClientMessage, decodeListenerMessage, type Checked } from '../protocol/decode.ts';
import type { ServerMessage } from '../protocol/server-messages.ts';
import { durationMs, type RequestId, type SpeakerId } from '../protocol/units.ts';
import type { Delivery } from '../connections/connections.ts';
import { DatabaseUnavailable } from '../store/database.ts';
import type { Outcome } from '../store/settle.ts';
import { tellAudience } from './audience.ts';
import {
  callerOf,
  listenerOf,
  receivedAt,
  type GatewayEvent,
  type GatewayHandler,
  type Listener,
} from './events.ts';
import { hashed, type LogLine } from './log.ts';
import type { Counts } from './metrics.ts';
import { errorMessage, type Request } from './replies.ts';
import type { Services } from './services.ts';
import { sessionCounts } from './session-counts.ts';

export interface Answer {
  readonly message: ServerMessage;
  /** Of a speaker's command: what the answer is given from. */
  readonly outcome?: Outcome;
  /** What became of the word to the connection that lost the session, for the log. */
  readonly push?: Delivery['kind'];
  /** What became of a message to the audience, for the metrics. */
  readonly counts?: Counts;
}

/** Lambda's entry for one of a speaker's actions. `run` throws DatabaseUnavailable or, where there is a defect, anything. */
export const commandHandler = <A extends Action>(
  action: A,
  services: Services,
  run: (message: ClientMessage<A>, request: Request) => Promise<Answer>,
): GatewayHandler =>
  handlerOf({
    action,
    services,
    decode: (text) => decodeClientMessage(action, text, services.settings.languages),
    partyOf: callerOf,
    forbidden: 'A listener cannot do that. Speakers sign in.',
    run,
  });

/** The same of one of a listener's. */
export const listenerHandler = <A extends ListenerAction>(
  action: A,
  services: Services,
  run: (message: ListenerMessage<A>, request: Request<Listener>) => Promise<Answer>,
): GatewayHandler =>
  handlerOf({
    action,
    services,
    decode: (text) => decodeListenerMessage(action, text),
    partyOf: listenerOf,
    forbidden: 'This connection is a speaker’s. Listeners open one of their own.',
    run,
  });

/** What all of them need to know of whoever sent a message. */
type Party = Pick<Listener, 'connectionId' | 'tokenExpiresAt'>;

interface Way<M extends { requestId?: RequestId | undefined }, P extends Party> {
  readonly action: string;
  readonly services: Services;
  readonly decode: (text: string) => Checked<M>;
  /** Undefined for those who may not send this. */
  readonly partyOf: (event: GatewayEvent) => P | undefined;
  readonly forbidden: string;
  readonly run: (message: M, request: Request<P>) => Promise<Answer>;
}

function handlerOf<M extends { requestId?: RequestId | undefined }, P extends Party>(
  way: Way<M, P>,
): GatewayHandler {
  const { action, services } = way;
  const { connections, log, monotonicMs } = services;

  /** A reply that is pushed, because the connection is closed right behind it. Undelivered, it is returned. */
  async function sayAndClose({ connectionId }: Party, message: ServerMessage) {
    const { kind: push } = await connections.push(connectionId, message);
    if (push === 'failed') return { push, result: reply(message) };
    await connections.close(connectionId);
    return { push, result: { statusCode: 200 } };
  }

  return async (event) => {
    const startedMs = monotonicMs();
    const now = receivedAt(event);
    const write = (line: Partial<LogLine> & Pick<LogLine, 'level' | 'outcome'>) =>
      log({
        action,
        ...idsOf(event),
        durationMs: Math.round(monotonicMs() - startedMs),
        ...line,
        counts: { ...line.counts, pushGone: line.push === 'gone' ? 1 : line.counts?.pushGone },
      });

    const decoded = way.decode(event.body ?? '');
    if (!decoded.ok) {
      const { code, message, requestId } = decoded.violation;
      write({ level: 'warn', outcome: code, requestId });
      return reply(errorMessage(code, message, requestId, now));
    }
    const { requestId } = decoded.message;
    try {
      const caller = way.partyOf(event);
      if (caller === undefined) {
        write({ level: 'warn', outcome: 'FORBIDDEN', requestId });
        return reply(errorMessage('FORBIDDEN', way.forbidden, requestId, now));
      }
      if (caller.tokenExpiresAt !== undefined && caller.tokenExpiresAt <= now) {
        const told = 'Your sign-in has run out. Refresh it and connect again; the session goes on.';
        const message = errorMessage('TOKEN_EXPIRED', told, requestId, now);
        const { push, result } = await sayAndClose(caller, message);
        write({ level: 'warn', outcome: message.code, requestId, push });
        return result;
      }
      const { message, outcome, push, counts } = await way.run(decoded.message, { caller, now });
      const told = outcome === undefined ? {} : await tellAudience(outcome, now, services);
      const refused = message.type === 'error';
      write({
        level: refused ? 'warn' : 'info',
        outcome: refused ? message.code : message.type,
        requestId,
        sessionId: 'sessionId' in message ? message.sessionId : undefined,
        epoch: 'epoch' in message ? message.epoch : undefined,
        push,
        counts: { ...counts, ...told, ...(outcome && sessionCounts(outcome)), conflicts: outcome?.conflicts },
      });
      return reply(message);
    } catch (error) {
      const answer = failure(error, requestId, now, services);
      const counts = { conflicts: conflictsOf(error) };
      write({ level: 'error', outcome: answer.code, requestId, error: describe(error), counts });
      return reply(answer);
    }
  };
}

export const reply = (message: ServerMessage): APIGatewayProxyResultV2 => ({
  statusCode: 200,
  body: JSON.stringify(message),
});

export function idsOf(event: GatewayEvent) {
  const { requestContext } = event;
  const speakerId = requestContext.authorizer?.speakerId;
  return {
    at: receivedAt(event),
    stage: requestContext.stage,
    connectionId: requestContext.connectionId,
    gatewayRequestId: requestContext.requestId,
    speaker: speakerId === undefined ? undefined : hashed(speakerId as SpeakerId),
  };
}

function failure(
  error: unknown,
  requestId: RequestId | undefined,
  now: Request['now'],
  { random, settings }: Pick<Services, 'random' | 'settings'>,
): ServerMessage<'error'> {
  const code = failureCode(error);
  // A crowd that was told nothing would come back as it came: in step with its own waits.
  const hint =
    code === 'UNAVAILABLE' && settings.busySpreadMs > 0
      ? { retryAfterMs: durationMs(Math.round(random() * settings.busySpreadMs)) }
      : {};
  return errorMessage(code, failureTexts[code], requestId, now, hint);
}

const failureTexts = {
  UNAVAILABLE: 'The service is busy. Nothing is lost; try again in a moment.',
  INTERNAL_ERROR: 'Something went wrong on our side. Try again in a moment.',
} as const;

/** Told apart in the log also where nobody is answered: an outage passes, a defect has to be mended. */
export const failureCode = (error: unknown): keyof typeof failureTexts =>
  error instanceof DatabaseUnavailable ? 'UNAVAILABLE' : 'INTERNAL_ERROR';

export const conflictsOf = (error: unknown): number | undefined =>
  error instanceof DatabaseUnavailable ? error.conflicts : undefined;

/** A defect with the place where it arose; an outage by its name. Neither holds anything that a client sent. */
export function describe(error: unknown): string {
  if (error instanceof DatabaseUnavailable) return `${error.name}: ${error.message}`;
  if (!(error instanceof Error)) return 'unknown';
  return `${error.name}: ${error.message} ${error.stack?.split('\n')[1]?.trim() ?? ''}`.trim();
}
