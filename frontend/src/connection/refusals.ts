/** What a speaker does about an error, in answer to its greeting or to a command. */
import type { ServerMessage } from '#protocol/server-messages.ts';
import { postponed } from './command.ts';
import { commandOf, without } from './commands.ts';
import { askPerson, drop, sessionOver, stop } from './endings.ts';
import { beginMove } from './live.ts';
import type { Machine, Outcome, Turn } from './machine.ts';
import { giveUpAt } from './opener.ts';
import type { Greeting, Live } from './states.ts';
import type { Notice } from './view.ts';

type Refusal = ServerMessage<'error'>;

/** The greeting is on the newest socket, so its answer decides. */
export function greetingRefused(turn: Turn, greeting: Greeting, error: Refusal): void {
  const { live, opener, told } = turn;
  const { code, epoch, requestId, retry, retryAfterMs, sessionId, status = 'live' } = error;
  if (!opener || (requestId !== opener.requestId && (requestId ?? retry !== 'withNewToken'))) return;
  const superseded = code === 'SESSION_SUPERSEDED';
  // The greeting stays unanswered.
  if (superseded && isOldNews(turn, error)) return;
  if (sessionId && epoch && (superseded || code === 'SESSION_ACTIVE'))
    askPerson(turn, { sessionId, epoch, status }, greeting);
  else if (retry === 'withNewToken') drop(turn, greeting, code);
  else if (retry === 'afterCreate')
    // Where nobody here had it on the air, it is the start page and not an ending.
    sessionOver(turn, opener.onPageLoad && !told ? { phase: 'off' } : overOutcome(turn, error));
  else {
    turn.opener = postponed(opener, retryAfterMs, turn);
    if (retry === 'afterBackoff' && turn.opener.dueAt < giveUpAt(opener)) return;
    if (live) {
      // The connection in use may have a while to go yet.
      turn.notice = noticeOf(error);
      drop(turn, greeting, code);
    } else {
      turn.opener = undefined;
      stop(turn, neverOutcome(error));
    }
  }
}

export function commandRefused(turn: Turn, live: Live, error: Refusal): void {
  const { commands, now } = turn;
  const { code, requestId, retry, retryAfterMs } = error;
  const name = commandOf(commands, requestId);
  const command = name && commands[name];
  if (retry === 'withNewToken') {
    if (command ?? !requestId) beginMove(turn);
  } else if (!command) return;
  else if (code === 'SESSION_SUPERSEDED') {
    // Only "ask": a resume on a fresh socket decides. What was refused stays to be sent.
    if (!isOldNews(turn, error) && !isOlder(turn)) drop(turn, live, code);
  } else if (retry === 'afterBackoff')
    turn.commands = { ...commands, [name]: postponed(command, retryAfterMs, turn) };
  else if (retry === 'afterCreate') sessionOver(turn, overOutcome(turn, error));
  else {
    turn.commands = without(commands, name);
    // Not at once again; a refused update puts no heartbeat off.
    if (name === 'heartbeat') turn.live = { ...live, heartbeatAt: now + live.heartbeatIntervalMs };
    turn.notice = noticeOf(error);
  }
}

/** A newer socket of this client is open or being opened: that one's answer decides. */
export const isOlder = ({ attempt }: Machine): boolean => attempt?.socket !== undefined;

/** It names no newer owner than this client itself. */
const isOldNews = ({ held }: Machine, { epoch, sessionId }: Refusal): boolean =>
  sessionId === held?.sessionId && (epoch ?? Infinity) <= (held?.epoch ?? 0);

/** What an `afterCreate` error says about the session. */
const overOutcome = ({ commands, held }: Machine, { code, reason }: Refusal): Outcome =>
  code === 'SESSION_ENDED'
    ? {
        phase: 'ended',
        // The answer to the end itself may be behind this one.
        reason: reason === 'operator' ? reason : commands.end ? 'requested' : 'elsewhere',
        sessionId: held?.sessionId,
      }
    : { phase: 'expired', sessionId: held?.sessionId };

/** What a `never` error means: a page older than the backend sends what the backend no longer takes. */
const neverOutcome = ({ code, message, retryAfterMs }: Refusal) =>
  code === 'UNKNOWN_ACTION' || code === 'INVALID_MESSAGE'
    ? ({ phase: 'outdated', message } as const)
    : ({ phase: 'failed', failure: { code, message, retryAfterMs } } as const);

function noticeOf(error: Refusal): Notice {
  const outcome = neverOutcome(error);
  return outcome.phase === 'failed'
    ? { kind: 'commandRefused', failure: outcome.failure }
    : { kind: 'outdated', message: error.message };
}
