/** What a listener does about an error, in answer to its join or to a question. */
import type { ServerMessage } from '#protocol/server-messages.ts';
import { drop } from './endings.ts';
import { postponed } from './command.ts';
import { leaveWith } from './listener-endings.ts';
import type { ListenerTurn } from './listener-machine.ts';
import { heartbeatEveryMs } from './listener-questions.ts';
import { beginMove } from './live.ts';
import type { Greeting, Live } from './states.ts';

export function joinRefused(turn: ListenerTurn, greeting: Greeting, error: ServerMessage<'error'>): void {
  const { live, opener } = turn;
  const { code, requestId, retry, retryAfterMs } = error;
  const answers = requestId === opener?.requestId;
  if (opener === undefined || !(answers || (requestId === undefined && retry === 'withNewToken'))) return;
  switch (retry) {
    case 'withNewToken':
      drop(turn, greeting, code);
      return;
    case 'afterBackoff':
      turn.opener = postponed(opener, retryAfterMs, turn);
      turn.full = code === 'SESSION_FULL';
      return;
    case 'afterCreate':
      over(turn, error);
      return;
    case 'never':
    // Also what a newer server may say: there is nothing else to do about it.
    default:
      // The connection in use may have a while to go yet.
      if (live) drop(turn, greeting, code);
      else fail(turn, error);
  }
}

export function questionRefused(turn: ListenerTurn, live: Live, error: ServerMessage<'error'>): void {
  const { question } = turn;
  const { requestId, retry, retryAfterMs } = error;
  if (requestId !== undefined && requestId !== question?.requestId) return;
  switch (retry) {
    case 'withNewToken':
      beginMove(turn);
      return;
    case 'afterBackoff':
      if (question !== undefined) turn.question = postponed(question, retryAfterMs, turn);
      return;
    case 'afterCreate':
      over(turn, error);
      return;
    case 'never':
    default:
      // Frames may come all the same.
      turn.question = undefined;
      turn.live = { ...live, heartbeatAt: turn.now + heartbeatEveryMs };
  }
}

const over = (turn: ListenerTurn, { code }: ServerMessage<'error'>): void =>
  leaveWith(turn, {
    phase: 'over',
    why: code === 'SESSION_ENDED' ? 'ended' : code === 'SESSION_EXPIRED' ? 'expired' : 'notFound',
  });

const fail = (turn: ListenerTurn, { code, message, retryAfterMs }: ServerMessage<'error'>): void =>
  leaveWith(turn, { phase: 'failed', failure: { code, message, retryAfterMs } });
