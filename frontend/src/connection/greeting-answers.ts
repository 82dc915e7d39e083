/** What may arrive on a socket whose greeting is unanswered. It is the newest, so its answer decides. */
import type { ServerMessage } from '#protocol/server-messages.ts';
import { abandon } from './attempt.ts';
import { postponed } from './command.ts';
import { askPerson, neverOutcome, overOutcome, sessionOver, stop } from './endings.ts';
import { goLive } from './live.ts';
import type { Turn } from './machine.ts';
import { giveUpAt, type Opener } from './opener.ts';
import type { Greeting } from './states.ts';

export function receiveWhileGreeting(turn: Turn, greeting: Greeting, message: ServerMessage): void {
  const { held, opener } = turn;
  if (opener === undefined) return;
  const answers = 'requestId' in message && message.requestId === opener.requestId;
  switch (message.type) {
    case 'sessionCreated':
    case 'sessionResumed':
      if (answers) goLive(turn, greeting, message, opener.sentAt ?? greeting.openedAt);
      return;
    case 'sessionEnded': {
      const { reason, sessionId } = message;
      if (answers || sessionId === held?.sessionId) sessionOver(turn, { phase: 'ended', reason, sessionId });
      return;
    }
    case 'connectionSuperseded':
      turn.supersededBy = { sessionId: message.sessionId, epoch: message.epoch };
      return;
    case 'error':
      if (answers || (message.requestId === undefined && message.retry === 'withNewToken'))
        refused(turn, greeting, opener, message);
      return;
    case 'sessionUpdated':
    case 'heartbeatAck':
    case 'framesAcked':
    case 'frames':
    case 'sessionJoined':
    case 'sessionChanged':
    case 'sessionLeft':
  }
}

function refused(turn: Turn, greeting: Greeting, opener: Opener, error: ServerMessage<'error'>): void {
  const { connection, held } = turn;
  const { code, epoch, message, retry, retryAfterMs, sessionId, status = 'live' } = error;
  if (sessionId !== undefined && epoch !== undefined) {
    const superseded = code === 'SESSION_SUPERSEDED';
    // It names no newer owner than this client itself: old news. The greeting stays unanswered.
    if (superseded && sessionId === held?.sessionId && epoch <= held.epoch) return;
    if (superseded || code === 'SESSION_ACTIVE') {
      askPerson(turn, { sessionId, epoch, status }, greeting);
      return;
    }
  }
  switch (retry) {
    case 'withNewToken':
      abandon(turn, greeting, code);
      return;
    case 'afterBackoff':
      turn.opener = postponed(opener, retryAfterMs, turn);
      if (turn.opener.dueAt >= giveUpAt(opener)) giveUp(turn, error);
      return;
    case 'afterCreate':
      sessionOver(turn, overOutcome(error, held?.sessionId), opener.onPageLoad && held?.told === undefined);
      return;
    case 'never':
      if (connection.name !== 'live') {
        giveUp(turn, error);
        return;
      }
      // The connection in use may have a while to go yet.
      turn.notice = { kind: 'outdated', message };
      abandon(turn, greeting, code);
  }
}

function giveUp(turn: Turn, error: ServerMessage<'error'>): void {
  turn.opener = undefined;
  stop(turn, neverOutcome(error));
}
